/// TLS contexts: how Envoy is told to prove who it is, and whom to believe.
///
/// In: trust domains, names of certificates, names of servers. Out: transport sockets that name their secrets and where
/// to get them; and to who may read them, the Secrets that rules name. Start reading at
/// [io.fairlead.translate.tls.ServerTls].
@NullMarked
package io.fairlead.translate.tls;

import org.jspecify.annotations.NullMarked;
