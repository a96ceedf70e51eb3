/// gRPC over Netty's HTTP/2. At the client's side one connection with one call, in plaintext or TLS; at the server's
/// side calls by method.
///
/// In: a target, a method, messages to send. Out: messages received, and why the call ended. Never: what messages
/// mean, nor whom to trust (that comes as a TLS context). Start reading at [GrpcConnection] or [GrpcMethods].
@NullMarked
package io.fairlead.proxy.grpc;

import org.jspecify.annotations.NullMarked;
