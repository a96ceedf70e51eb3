/// Forwards requests: the shell around the pure decisions of `http.route`, `http.rewrite` and `http.retry`.
///
/// In: a request head from a {@link io.fairlead.proxy.http.forward.Downstream}, whatever its HTTP version, then its
/// body. Out: the same to an {@link io.fairlead.proxy.http.forward.UpstreamStream}, and the response back. One
/// {@link io.fairlead.proxy.http.forward.Exchange} carries one request from head to log line; it is reused. Never:
/// knows how a version frames its messages. Start reading at {@link io.fairlead.proxy.http.forward.Exchange}.
@NullMarked
package io.fairlead.proxy.http.forward;

import org.jspecify.annotations.NullMarked;
