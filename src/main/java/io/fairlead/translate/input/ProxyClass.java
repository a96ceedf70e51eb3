package io.fairlead.translate.input;

import io.fairlead.model.service.ContainerPort;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What makes proxies different for translation, and nothing else: proxies of one class share the same bytes.
public sealed interface ProxyClass {
    Set<Extension> extensions();

    boolean ipv6();

    /// The half of a sidecar that faces the mesh.
    ///
    /// @param labels of the workload, only those that some rule of the mesh asks for
    /// @param edge it is a gateway: rules may name Secrets for it
    record Outbound(
            String namespace,
            String dnsDomain,
            SortedMap<String, String> labels,
            Set<Extension> extensions,
            boolean ipv6,
            boolean edge)
            implements ProxyClass {
        public Outbound {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            extensions = Set.copyOf(extensions);
        }

        /// Of a sidecar.
        public Outbound(
                String namespace,
                String dnsDomain,
                SortedMap<String, String> labels,
                Set<Extension> extensions,
                boolean ipv6) {
            this(namespace, dnsDomain, labels, extensions, ipv6, false);
        }
    }

    /// A gateway: it listens on its own ports, for clients from anywhere.
    ///
    /// @param client as which it calls the mesh
    /// @param labels of its pod, by which Gateways and Services choose it
    /// @param ports that its pod declares
    record Router(Outbound client, SortedMap<String, String> labels, List<ContainerPort> ports)
            implements ProxyClass {
        public Router {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            ports = List.copyOf(ports);
        }

        @Override
        public Set<Extension> extensions() {
            return client.extensions();
        }

        @Override
        public boolean ipv6() {
            return client.ipv6();
        }
    }

    /// The half of a sidecar that faces its own workload.
    ///
    /// @param trials ports that try STRICT beyond what policies say
    record Inbound(
            String namespace,
            SortedMap<String, String> labels,
            List<ContainerPort> ports,
            Set<Extension> extensions,
            boolean ipv6,
            SortedSet<Integer> trials)
            implements ProxyClass {
        public Inbound {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
            ports = List.copyOf(ports);
            extensions = Set.copyOf(extensions);
            trials = Collections.unmodifiableSortedSet(new TreeSet<>(trials));
        }

        /// Does as policies say.
        public Inbound(
                String namespace,
                SortedMap<String, String> labels,
                List<ContainerPort> ports,
                Set<Extension> extensions,
                boolean ipv6) {
            this(namespace, labels, ports, extensions, ipv6, new TreeSet<>());
        }
    }

    /// A service account that has shown who it is: certificates that it may read.
    record Account(String namespace, String name) implements ProxyClass {
        @Override
        public Set<Extension> extensions() {
            return Set.of();
        }

        @Override
        public boolean ipv6() {
            return false;
        }
    }
}
