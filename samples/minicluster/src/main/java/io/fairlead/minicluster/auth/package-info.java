/// Tells people and programs of the cluster apart, as a Kubernetes API server does.
///
/// In: which pod a token is for. Out: signed tokens, and the keys to check them with. Never: keeps or checks tokens,
/// writes its key anywhere. Start reading at [ServiceAccountTokens].
@NullMarked
package io.fairlead.minicluster.auth;

import org.jspecify.annotations.NullMarked;
