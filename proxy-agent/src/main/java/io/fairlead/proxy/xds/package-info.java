/// The ADS client: keeps one stream to the control plane, and hands out the snapshot to use.
///
/// In: a target and who we are. Out: complete snapshots, in order; the last good one stays in use whatever is refused
/// and however long the control plane is gone. Never: blocking, and no gRPC library: the stream is plain HTTP/2 (see
/// `stream`). The decisions are pure: `decode`, `subscribe`, `warm`. Start reading at [AdsClient].
@NullMarked
package io.fairlead.proxy.xds;

import org.jspecify.annotations.NullMarked;
