/// Who asks, and what that one may do.
///
/// In: credentials of a request, and what the store holds of service accounts, roles and bindings. Out: users, tokens,
/// verdicts, and the answers of reviews. Never: serves a request, changes a stored object. Start reading at
/// {@link Tokens} and {@link Authorizer}.
@NullMarked
package io.fairlead.minicluster.api.access;

import org.jspecify.annotations.NullMarked;
