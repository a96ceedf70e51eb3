package io.fairlead.model.service;

import java.util.List;

/// Who made a service known, and what he says about its servers.
public sealed interface Registration {

    /// Kubernetes, whose slices name the servers.
    record Cluster() implements Registration {}

    /// A ServiceEntry.
    ///
    /// @param external its servers are outside of the mesh: no client speaks the mesh's mutual TLS with them by itself
    /// @param subjectAltNames that servers show where TLS is spoken, and no rule names others
    /// @param endpoints as written
    record Entry(
            Resolution resolution,
            boolean external,
            List<String> subjectAltNames,
            List<EntryEndpoint> endpoints)
            implements Registration {
        public Entry {
            subjectAltNames = List.copyOf(subjectAltNames);
            endpoints = List.copyOf(endpoints);
        }
    }
}
