/// Who asks.
///
/// In: credentials of a request, and what the store holds of service accounts. Out: users, tokens, and
/// the answers of reviews. Never: serves a request, changes a stored object. Start reading at
/// {@link Tokens}.
@NullMarked
package io.fairlead.minicluster.api.access;

import org.jspecify.annotations.NullMarked;
