/// The port through which rooms keep objects of their own: a root certificate, one day a policy.
///
/// In: contents by key. Out: contents and their version. Never: how and where they are kept; that is room `store`.
/// Start reading at [io.fairlead.model.store.ConfigStore].
@NullMarked
package io.fairlead.model.store;

import org.jspecify.annotations.NullMarked;
