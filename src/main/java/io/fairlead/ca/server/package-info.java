/// The certificate authority's door: TLS, who calls, and Istio's CSR API.
///
/// In: TLS connections and gRPC calls, what an API server says of tokens. Out: callers with an identity, certificates.
/// Never: xDS, which other rooms serve through the same door. Start reading at
/// [io.fairlead.ca.server.CertificateService].
@NullMarked
package io.fairlead.ca.server;

import org.jspecify.annotations.NullMarked;
