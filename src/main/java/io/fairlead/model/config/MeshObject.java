package io.fairlead.model.config;

import java.util.Comparator;
import java.util.Map;

/// One object of the mesh, of whichever kind.
public sealed interface MeshObject
        permits CronJob,
                DestinationRule,
                EndpointSlice,
                Gateway,
                MeshConfig,
                MtlsMigration,
                Namespace,
                Node,
                OtherConfig,
                PeerAuthentication,
                Pod,
                Role,
                RoleBinding,
                Secret,
                Service,
                ServiceAccount,
                ServiceEntry,
                Telemetry,
                VirtualService,
                Workload {

    /// Oldest first, then by name and namespace: the order in which Istio lets objects win over each other.
    Comparator<MeshObject> OLDEST_FIRST =
            Comparator.comparing((MeshObject object) -> object.meta().created())
                    .thenComparing(MeshObject::name)
                    .thenComparing(MeshObject::namespace)
                    .thenComparing(MeshObject::key);

    Meta meta();

    default ObjectKey key() {
        return meta().key();
    }

    default String namespace() {
        return key().namespace();
    }

    default String name() {
        return key().name();
    }

    default Map<String, String> labels() {
        return meta().labels();
    }
}
