/// Names in clusters: what the machine's resolver says of them.
///
/// In: clusters whose hosts are names. Out: their endpoints, whenever an answer differs. Never: a look-up on an event
/// loop; the resolver blocks. Start reading at [io.fairlead.proxy.xds.lookup.Lookups].
@NullMarked
package io.fairlead.proxy.xds.lookup;

import org.jspecify.annotations.NullMarked;
