/// Expressions of the Common Expression Language: rules of CustomResourceDefinitions, match conditions of webhooks.
/// Pure; the language itself is a library.
///
/// In: texts of expressions, and objects. Out: whether they hold, and what is wrong. Never: looks anywhere else.
/// Start reading at {@link Expression}.
@NullMarked
package io.fairlead.minicluster.api.cel;

import org.jspecify.annotations.NullMarked;
