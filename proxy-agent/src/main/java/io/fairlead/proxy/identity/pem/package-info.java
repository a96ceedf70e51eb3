/// Certificates and keys as the text that files and the CA have them in. Pure.
///
/// In: text. Out: certificates, keys, or what is wrong with the text; and back. Never: opens a file. Start reading at
/// [Pem].
@NullMarked
package io.fairlead.proxy.identity.pem;

import org.jspecify.annotations.NullMarked;
