/// HTTP/2 with prior knowledge, towards clients and towards hosts, on the same exchanges as HTTP/1.1.
///
/// In: frames of a connection; streams that {@link io.fairlead.proxy.http.forward.Exchange}s ask for. Out: requests as
/// {@link io.fairlead.proxy.http.codec.Head}s, frames. Flow control goes end to end: a window is opened again only when
/// the other side takes the bytes. Never: decides where a request goes. What the framing library lets through and RFC
/// 9113 forbids is refused here. Start reading at {@link io.fairlead.proxy.http.h2.H2Server}, then
/// {@link io.fairlead.proxy.http.h2.H2Protocol}.
@NullMarked
package io.fairlead.proxy.http.h2;

import org.jspecify.annotations.NullMarked;
