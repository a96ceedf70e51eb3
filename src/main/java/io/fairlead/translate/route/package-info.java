/// Routes (RDS): for each port one configuration with a virtual host for every host, and the routes of workloads.
///
/// In: services, VirtualServices and rules of a port, as a record. Out: Envoy route configurations with Istio's names.
/// Never: a look at endpoints; routes name clusters. Start reading at [io.fairlead.translate.route.PortRoutes].
@NullMarked
package io.fairlead.translate.route;

import org.jspecify.annotations.NullMarked;
