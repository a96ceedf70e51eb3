package io.fairlead.translate;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.snapshot.Change;
import io.fairlead.testing.Meshes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A small mesh in which anything may happen: each object of it has a few variants, and may be gone.
public final class RandomMesh {
    private static final List<String> PORTS =
            List.of(
                    "{name: http, port: 80}",
                    "{name: tcp, port: 80}",
                    "{name: main, port: 80}, {name: http, port: 81}",
                    "{name: grpc, port: 81, targetPort: 8081}",
                    "{name: x, port: 80, protocol: UDP}, {name: https, port: 443}");

    private final RandomGenerator random;
    private final List<List<MeshObject>> slots;

    public RandomMesh(RandomGenerator random) {
        this.random = random;
        TreeMap<ObjectKey, List<MeshObject>> variants = new TreeMap<>();
        for (String yaml : yaml()) {
            for (MeshObject object : Meshes.objects(yaml)) {
                variants.computeIfAbsent(object.key(), _ -> new ArrayList<>()).add(object);
            }
        }
        this.slots = List.copyOf(variants.values());
    }

    /// One to four changes.
    public List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        int count = random.nextInt(1, 5);
        for (int i = 0; i < count; i++) {
            List<MeshObject> variants = slots.get(random.nextInt(slots.size()));
            int chosen = random.nextInt(variants.size() + 1);
            changes.add(
                    chosen == variants.size()
                            ? new Change.Remove(variants.getFirst().key())
                            : new Change.Put(variants.get(chosen), Origin.UNKNOWN));
        }
        return changes;
    }

    private static List<String> yaml() {
        List<String> yaml = new ArrayList<>();
        for (String name : List.of("s0", "s1", "s2")) {
            for (String namespace : List.of("a", "b")) {
                services(name, namespace, yaml);
                endpoints(name, namespace, yaml);
            }
        }
        pods(yaml);
        rules(yaml);
        routes(yaml);
        gateways(yaml);
        entries(yaml);
        peers(yaml);
        for (String spec : List.of("{}", "{metrics: [{reportingInterval: 5s}]}")) {
            for (String name : List.of("t0", "t1")) {
                yaml.add(
                        "{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: %s, namespace: a}, spec: %s}"
                                .formatted(name, spec));
            }
        }
        for (String mesh :
                List.of(
                        "enableAutoMtls: false",
                        "connectTimeout: 2s",
                        "outboundTrafficPolicy: {mode: REGISTRY_ONLY}",
                        "{trustDomainAliases: [old], meshMTLS: {minProtocolVersion: TLSV1_3}}")) {
            yaml.add(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system},"
                            + " data: {mesh: \"%s\"}}".formatted(mesh));
        }
        return yaml;
    }

    private static void services(String name, String namespace, List<String> yaml) {
        int address = name.charAt(1) - '0' + (namespace.equals("a") ? 10 : 20);
        String meta =
                "{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: %s%s}, spec: {%s}}";
        for (String ports : PORTS) {
            for (String ip : List.of("10.96.0." + address, "None")) {
                yaml.add(
                        meta.formatted(
                                name,
                                namespace,
                                "",
                                "clusterIP: %s, selector: {app: %s}, ports: [%s]"
                                        .formatted(ip, name, ports)));
            }
        }
        yaml.add(
                meta.formatted(
                        name,
                        namespace,
                        "",
                        "type: ExternalName, externalName: s1.a.svc.cluster.local, ports: [{name: http, port: 80}]"));
        yaml.add(
                meta.formatted(
                        name,
                        namespace,
                        "",
                        "clusterIP: 10.96.0.99, ports: [{name: http, port: 80}, {name: x, port: 81}]"));
        yaml.add(
                meta.formatted(
                        name,
                        namespace,
                        ", annotations: {networking.istio.io/exportTo: .}",
                        "clusterIP: 10.96.1.%d, ports: [{name: http, port: 80}]"
                                .formatted(address)));
    }

    /// Some want a host that another entry wants, or a Service.
    private static void entries(List<String> yaml) {
        List<String> specs =
                List.of(
                        "hosts: [out.example], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS",
                        "hosts: [out.example, '*.wild.example'], exportTo: ['.'],"
                                + " ports: [{number: 443, name: tls, protocol: TLS}]",
                        "hosts: [s0.a.svc.cluster.local], location: MESH_INTERNAL, resolution: STATIC,"
                                + " ports: [{number: 81, name: tcp, protocol: TCP}],"
                                + " endpoints: [{address: 10.0.0.9, weight: 2, serviceAccount: x}]",
                        "hosts: [other.example], addresses: [10.96.0.99, 198.51.100.0/24], resolution: STATIC,"
                                + " ports: [{number: 80, name: tcp, protocol: TCP},"
                                + " {number: 443, name: https, protocol: HTTPS}],"
                                + " endpoints: [{address: 10.0.0.8, ports: {tcp: 8080}, labels: {v: '1'}}]",
                        "hosts: [out.example], ports: [{number: 81, name: tcp, protocol: TCP},"
                                + " {number: 80, name: any}], resolution: DNS_ROUND_ROBIN,"
                                + " endpoints: [{address: in.example}]");
        for (String name : List.of("e0", "e1", "e2")) {
            for (String spec : specs) {
                yaml.add(
                        """
                        {apiVersion: networking.istio.io/v1, kind: ServiceEntry,
                         metadata: {name: %s, namespace: %s}, spec: {%s}}
                        """
                                .formatted(name, name.equals("e2") ? "b" : "a", spec));
            }
        }
    }

    private static void endpoints(String name, String namespace, List<String> yaml) {
        for (String addresses : List.of("[10.0.0.1]", "[10.0.0.1, 10.0.0.2]", "[10.0.0.3]")) {
            yaml.add(
                    """
                    {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
                     metadata: {name: %s, namespace: %s, labels: {kubernetes.io/service-name: %s}},
                     endpoints: [{addresses: %s}],
                     ports: [{name: http, port: 8080}, {name: tcp, port: 8080}, {name: main, port: 8082}]}
                    """
                            .formatted(name, namespace, name, addresses));
        }
    }

    private static void pods(List<String> yaml) {
        String meshed = ", security.istio.io/tlsMode: istio";
        for (String labels :
                List.of("app: s0, v: '1'", "app: s0, v: '2'" + meshed, "app: s1" + meshed)) {
            for (String ip : List.of("10.0.0.1", "10.0.0.2")) {
                yaml.add(
                        "{apiVersion: v1, kind: Pod, metadata: {name: p%s, namespace: a, labels: {%s}}, spec: {serviceAccountName: %s, containers: []}, status: {podIP: %s}}"
                                .formatted(
                                        ip.substring(7),
                                        labels,
                                        labels.contains("s1") ? "one" : "zero",
                                        ip));
            }
        }
    }

    private static void rules(List<String> yaml) {
        for (String name :
                List.of("d0, namespace: a", "d1, namespace: b", "d2, namespace: istio-system")) {
            for (String spec :
                    List.of(
                            "host: s0.a.svc.cluster.local, subsets: [{name: one, labels: {v: '1'}}]",
                            "host: s1, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: h}}}",
                            "host: '*.svc.cluster.local', subsets: [{name: two, labels: {v: '2'}}]",
                            "host: '*.a.svc.cluster.local', exportTo: ['.'], trafficPolicy: {loadBalancer: {simple: RANDOM}}",
                            "host: s0, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}",
                            "host: s2, subsets: [{name: one, trafficPolicy: {tls: {mode: DISABLE}}}]",
                            "host: s0, workloadSelector: {matchLabels: {v: '1'}}")) {
                yaml.add(
                        "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: %s}, spec: {%s}}"
                                .formatted(name, spec));
            }
        }
    }

    private static void gateways(List<String> yaml) {
        for (String meta : List.of("g, namespace: a", "h, namespace: b")) {
            for (String spec :
                    List.of(
                            "servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]",
                            "selector: {app: s0}, servers: [{port: {number: 81, name: http, protocol: HTTP}, hosts: [s1.a.svc.cluster.local], tls: {httpsRedirect: true}}]",
                            "selector: {app: s1}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]",
                            "servers: [{port: {number: 443, name: x, protocol: HTTPS}, hosts: ['a/*'], tls: {mode: SIMPLE, credentialName: c}}, {port: {number: 80, name: t, protocol: TCP}, hosts: ['*']}]")) {
                yaml.add(
                        "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: %s}, spec: {%s}}"
                                .formatted(meta, spec));
            }
        }
    }

    private static void peers(List<String> yaml) {
        for (String meta :
                List.of(
                        "p0, namespace: a",
                        "p1, namespace: a",
                        "p2, namespace: b",
                        "p3, namespace: istio-system")) {
            for (String spec :
                    List.of(
                            "mtls: {mode: STRICT}",
                            "mtls: {mode: DISABLE}",
                            "mtls: {mode: UNSET}",
                            "selector: {matchLabels: {app: s0}}, portLevelMtls: {8080: {mode: DISABLE}, 7: {mode: STRICT}}",
                            "selector: {matchLabels: {v: '1'}}, mtls: {mode: PERMISSIVE}")) {
                yaml.add(
                        "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: %s}, spec: {%s}}"
                                .formatted(meta, spec));
            }
        }
    }

    private static void routes(List<String> yaml) {
        for (String name : List.of("v0, namespace: a", "v1, namespace: a", "v2, namespace: b")) {
            for (String spec :
                    List.of(
                            "hosts: [s0], http: [{route: [{destination: {host: s0, subset: one}}]}]",
                            "hosts: [s0.a.svc.cluster.local, ghost], http: [{route: [{destination: {host: s1.a.svc.cluster.local}}]}]",
                            "hosts: ['*.a.svc.cluster.local'], http: [{timeout: 1s, route: [{destination: {host: s2}}]}]",
                            "hosts: [s0.a, s1.b.svc, 10.96.0.99, s2], http: [{timeout: 2s, route: [{destination: {host: s2}}]}]",
                            "hosts: ['*.svc.cluster.local', '*.a.svc.cluster.local', '*.shop.test'], http: [{timeout: 3s, route: [{destination: {host: s2}}]}]",
                            "hosts: [s1], http: [{match: [{sourceLabels: {v: '1'}}], route: [{destination: {host: s0}}]}]",
                            "hosts: [s1], gateways: [g], http: [{route: [{destination: {host: s0}}]}]")) {
                yaml.add(
                        "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: %s}, spec: {%s}}"
                                .formatted(name, spec));
            }
        }
    }
}
