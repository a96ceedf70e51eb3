/// Asks the daemon's CA, by Istio's CSR API.
///
/// In: a request as text, a token file. Out: certificates as text, or why there are none. Never: keys; nor does it
/// judge what it gets. Start reading at [CertificateAuthority].
@NullMarked
package io.fairlead.proxy.identity.ca;

import org.jspecify.annotations.NullMarked;
