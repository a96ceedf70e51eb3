/// The gRPC edge: streams in, streams out, one virtual thread for each.
///
/// In: requests of proxies. Out: answers, as fast as the client reads them. Never: a decision; those are made in
/// [io.fairlead.push.session.Session]. Start reading at [AdsServer], then [ProxyStream].
@NullMarked
package io.fairlead.push.ads;

import org.jspecify.annotations.NullMarked;
