/// One gRPC stream of discovery messages over Netty's HTTP/2.
///
/// In: a target, messages to send. Out: messages received, and why the stream ended. Never: what the messages mean.
/// Start reading at [AdsConnection].
@NullMarked
package io.fairlead.proxy.xds.stream;

import org.jspecify.annotations.NullMarked;
