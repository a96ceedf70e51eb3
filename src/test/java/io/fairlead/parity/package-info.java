/// The same configuration and the same requests, through our sidecar and through a stock Envoy: what the service sees
/// and what the client gets must be the same. Start reading at [ParityTest].
@NullMarked
package io.fairlead.parity;

import org.jspecify.annotations.NullMarked;
