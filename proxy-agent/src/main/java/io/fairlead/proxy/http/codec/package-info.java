/// The HTTP/1.1 codec: strict framing on bytes.
///
/// In: bytes as they came from a socket. Out: a {@link io.fairlead.proxy.http.codec.Head} (a table of offsets into one
/// byte array), the runs of body bytes, or what is {@link io.fairlead.proxy.http.codec.Malformed}; and heads written
/// into one outgoing array. Never: touches a socket or a channel, guesses, repairs. What two HTTP implementations could
/// read differently is refused here. Start reading at {@link io.fairlead.proxy.http.codec.HeadParser}.
@NullMarked
package io.fairlead.proxy.http.codec;

import org.jspecify.annotations.NullMarked;
