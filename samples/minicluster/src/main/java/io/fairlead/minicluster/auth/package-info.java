/// Tells people and programs of the cluster apart, and says what each may do, as a Kubernetes API server does.
///
/// In: what a token is to say, tokens, requests, roles and bindings. Out: signed tokens, what a token says, and whether
/// a user may do what a request wants. Never: keeps a token, writes its key anywhere, knows which objects exist. Start
/// reading at [ServiceAccountTokens] and [Rbac].
@NullMarked
package io.fairlead.minicluster.auth;

import org.jspecify.annotations.NullMarked;
