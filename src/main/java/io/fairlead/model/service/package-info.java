/// Parts of services and workloads: ports, protocols, endpoints, localities.
///
/// In: nothing but values. Out: records. Never: whole objects (they are in `model.config`).
/// Start reading at [io.fairlead.model.service.ServicePort].
@NullMarked
package io.fairlead.model.service;

import org.jspecify.annotations.NullMarked;
