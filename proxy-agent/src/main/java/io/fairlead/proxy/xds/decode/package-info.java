/// Envoy's protos become the model.
///
/// In: the bytes of one resource and its type. Out: a [Decoded] value with notes about what has no effect, or all
/// problems that make it unacceptable. Never: I/O, exceptions for bad input, descriptors (messages are parsed by their
/// type URL, which keeps hundreds of classes unloaded). Start reading at [ResourceDecoder].
@NullMarked
package io.fairlead.proxy.xds.decode;

import org.jspecify.annotations.NullMarked;
