/// Parts of a DestinationRule: load balancing, connection pools, outlier detection, client TLS.
///
/// In: nothing but values. Out: records in which null means "not written", never a default.
/// Never: defaults of the data plane; `translate` knows those. Start reading at
/// [io.fairlead.model.policy.TrafficPolicy].
@NullMarked
package io.fairlead.model.policy;

import org.jspecify.annotations.NullMarked;
