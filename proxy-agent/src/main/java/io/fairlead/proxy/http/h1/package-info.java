/// HTTP/1.1 connections on both sides of an exchange.
///
/// In: bytes of downstream channels, and hosts to connect to. Out: calls of an
/// {@link io.fairlead.proxy.http.forward.Exchange} and bytes. Framing is read by the codec and written anew; bodies up
/// to 16 KiB are copied into one outgoing buffer with their head, larger ones passed on by slice. Never: decides
/// where a request goes. Start reading at {@link io.fairlead.proxy.http.h1.Http1Server}.
@NullMarked
package io.fairlead.proxy.http.h1;

import org.jspecify.annotations.NullMarked;
