/// Which filter chain a connection gets, and what its first bytes say about it.
///
/// In: a listener's chains and what is known of a connection. Out: a chain or none; a [Sniff]. Never: sockets,
/// buffers of a framework, clocks. Start reading at [ChainTable].
@NullMarked
package io.fairlead.proxy.filterchain;

import org.jspecify.annotations.NullMarked;
