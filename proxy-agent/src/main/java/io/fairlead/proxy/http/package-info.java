/// HTTP through the proxy: codecs, decisions, forwarding.
///
/// In: bytes of a downstream connection whose filter chain says HTTP. Out: requests to hosts of a cluster, responses
/// back, one record to the observer for each. Decisions (which route, which headers, whether to retry) are pure and
/// written once for every HTTP version; they see a request only as {@link io.fairlead.proxy.http.RequestView}.
/// Never: blocks, buffers without a limit, hops between event loops. Start reading at
/// {@link io.fairlead.proxy.http.RequestView}.
@NullMarked
package io.fairlead.proxy.http;

import org.jspecify.annotations.NullMarked;
