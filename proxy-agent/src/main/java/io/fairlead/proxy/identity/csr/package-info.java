/// Asks for a certificate in writing. Pure but for the randomness of keys.
///
/// In: what kind of key, who this is. Out: a key and a PKCS#10 request. Never: writes the key anywhere. Start reading
/// at [CertificateRequest].
@NullMarked
package io.fairlead.proxy.identity.csr;

import org.jspecify.annotations.NullMarked;
