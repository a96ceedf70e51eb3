/// Endpoints (EDS): who answers for each outbound cluster.
///
/// In: a service, its endpoints and its rule as a record. Out: one load assignment for each cluster of the service.
/// Never: health checking; what is not ready is left out. Start reading at
/// [io.fairlead.translate.endpoint.ServiceAssignments].
@NullMarked
package io.fairlead.translate.endpoint;

import org.jspecify.annotations.NullMarked;
