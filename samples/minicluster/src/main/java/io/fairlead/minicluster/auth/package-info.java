/// Tells people and programs of the cluster apart, as a Kubernetes API server does.
///
/// In: what a token is to say, tokens. Out: signed tokens, and what a token says.
/// Never: keeps a token, writes its key anywhere, knows which objects exist. Start
/// reading at [ServiceAccountTokens].
@NullMarked
package io.fairlead.minicluster.auth;

import org.jspecify.annotations.NullMarked;
