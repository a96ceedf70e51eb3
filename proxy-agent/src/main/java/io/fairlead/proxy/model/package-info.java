/// What xDS means, as records: listeners, filter chains, routes, clusters, hosts.
///
/// In: values built by `xds.decode` (or by a test). Out: immutable values that every other room reads. Never: protobuf,
/// Netty, I/O, clocks. Every choice is a sealed type, so that a new case fails the compilation of each switch that
/// forgot it. Start reading at [ProxySnapshot].
@NullMarked
package io.fairlead.proxy.model;

import org.jspecify.annotations.NullMarked;
