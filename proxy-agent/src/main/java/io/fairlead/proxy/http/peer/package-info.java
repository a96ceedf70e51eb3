/// Who the other end of a request is, as its proxy tells in headers (Istio's metadata exchange). Pure.
///
/// In: labels of a workload, or the text of a header. Out: the text, or the labels. Never: decides whom to believe,
/// touches a request. Start reading at [PeerMetadata].
@NullMarked
package io.fairlead.proxy.http.peer;

import org.jspecify.annotations.NullMarked;
