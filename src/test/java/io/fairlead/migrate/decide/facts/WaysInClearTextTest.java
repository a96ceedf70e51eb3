package io.fairlead.migrate.decide.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.caller.Cause;
import io.fairlead.migrate.decide.caller.Naming;
import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.evidence.Limits;
import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.evidence.WorkloadEvidence;
import io.fairlead.model.mtls.Dialed;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.FourTuple;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// T4 to T12: each way in which somebody comes in clear text, a hundred times with other addresses, ports, counts and
/// orders of reports, and among others that come as they should: class, cause, workload and fix are right each time.
class WaysInClearTextTest {
    private static final int RUNS = 100;
    private static final long SEED = Long.getLong("seed", 4);
    private static final Instant T = Instant.parse("2026-11-27T09:00:00Z");
    private static final UnitId UNIT = new UnitId("shop", "cart", 8080);
    private static final String MESHED = ", security.istio.io/tlsMode: istio";
    private static final String SERVICE_ADDRESS = "10.96.0.1";

    /// A failure of the design, F1 to F12.
    enum Way {
        F1_PROBE(Cause.NODE, TrafficClass.PLAIN_HTTP, "node", "", "rewrite the probes"),
        F2_SCRAPE(Cause.NO_SIDECAR, TrafficClass.PLAIN_HTTP, "bare", "", "istio-injection=enabled"),
        F3_POD_ADDRESS(
                Cause.POD_IP_CALL,
                TrafficClass.PLAIN_HTTP,
                "meshed",
                "PassthroughCluster TARGET",
                "by the name of a Service"),
        F4_FOREIGN_HOST(
                Cause.HOST_HEADER_MISMATCH,
                TrafficClass.PLAIN_HTTP,
                "meshed",
                "PassthroughCluster grafana",
                "also in the Host header"),
        F5_WEBHOOK(Cause.APISERVER, TrafficClass.FOREIGN_TLS, "apiserver", "", "keep port 8080"),
        F6_NODE_PORT(Cause.NODEPORT, TrafficClass.PLAIN_HTTP, "node", "", "by a gateway"),
        F7_JOB(Cause.NO_SIDECAR, TrafficClass.PLAIN_TCP, "bare", "", "istio-injection=enabled"),
        F8_INIT_CONTAINER(
                Cause.INIT_CONTAINER_EARLY, TrafficClass.PLAIN_HTTP, "early", "", "native sidecar"),
        F12_RULE(
                Cause.DR_TLS_DISABLE,
                TrafficClass.PLAIN_HTTP,
                "meshed",
                "outbound|80||cart.shop.svc.cluster.local cart",
                "drop trafficPolicy.tls.mode: DISABLE");

        private final Cause cause;
        private final TrafficClass kind;
        private final String caller;

        /// What the caller's own sidecar wrote down: `CLUSTER HOST`; empty for nothing.
        private final String dialed;

        private final String fix;

        Way(Cause cause, TrafficClass kind, String caller, String dialed, String fix) {
            this.cause = cause;
            this.kind = kind;
            this.caller = caller;
            this.dialed = dialed;
            this.fix = fix;
        }

        boolean isPod() {
            return !caller.equals("node") && !caller.equals("apiserver");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void itIsNamedEachTime(Way way) {
        Random random = new Random(SEED);
        for (int run = 0; run < RUNS; run++) {
            Case one = new Case(way, random);
            List<Seen> found = one.found();
            String what = "run %d, seed %d: %s".formatted(run, SEED, found);
            assertThat(found).as(what).hasSize(1);
            Seen seen = found.getFirst();
            assertThat(seen.kind()).as(what).isEqualTo(way.kind);
            assertThat(seen.caller().cause()).as(what).isEqualTo(way.cause);
            assertThat(seen.caller().owner())
                    .as(what)
                    .isEqualTo(way.isPod() ? "batch/" + one.name : one.source);
            assertThat(seen.connections()).as(what).isEqualTo(one.connections);
            assertThat(way.cause.fix(seen.caller(), UNIT)).as(what).contains(way.fix);
        }
    }

    private static final class Case {
        private final Way way;
        private final String source;
        private final String target;
        private final String name;
        private final int port;
        private final int connections;
        private final List<List<EvidenceDelta>> looks = new ArrayList<>();

        Case(Way way, Random random) {
            this.way = way;
            this.source =
                    "10.%d.%d.%d".formatted(1 + random.nextInt(9), octet(random), octet(random));
            this.target =
                    "10.%d.%d.%d".formatted(11 + random.nextInt(9), octet(random), octet(random));
            this.name = "caller" + random.nextInt(1_000);
            this.port = 1_024 + random.nextInt(60_000);
            this.connections = 1 + random.nextInt(500);
            List<EvidenceDelta> reports = new ArrayList<>(List.of(server(random)));
            EvidenceDelta own = client(random);
            if (own != null) {
                reports.add(own);
            }
            Collections.shuffle(reports, random);
            boolean atOnce = random.nextBoolean();
            if (atOnce) {
                looks.add(reports);
            } else {
                reports.forEach(report -> looks.add(List.of(report)));
            }
        }

        private static int octet(Random random) {
            return 1 + random.nextInt(254);
        }

        private EvidenceDelta server(Random random) {
            List<EvidenceDelta.Row> rows = new ArrayList<>();
            rows.add(
                    new EvidenceDelta.Row(
                            8080,
                            way.kind,
                            source,
                            "",
                            connections,
                            connections,
                            0,
                            List.of(port)));
            for (int i = random.nextInt(5); i > 0; i--) {
                String web = "spiffe://cluster.local/ns/shop/sa/web" + i;
                rows.add(
                        new EvidenceDelta.Row(
                                8080, TrafficClass.MESH_MTLS, web, "", 1, 7, 0, List.of()));
            }
            Collections.shuffle(rows, random);
            return delta("shop", "cart", rows, List.of());
        }

        private @Nullable EvidenceDelta client(Random random) {
            if (way.dialed.isEmpty()) {
                return null;
            }
            String[] words = way.dialed.split(" ");
            boolean service = way == Way.F4_FOREIGN_HOST;
            FourTuple tuple = new FourTuple(source, port, service ? SERVICE_ADDRESS : target, 8080);
            Instant at = T.minusMillis(random.nextInt(1_000));
            String host = words[1].replace("TARGET", target);
            return delta("batch", name, List.of(), List.of(new Dialed(tuple, at, words[0], host)));
        }

        private static EvidenceDelta delta(
                String namespace,
                String workload,
                List<EvidenceDelta.Row> rows,
                List<Dialed> dialed) {
            return new EvidenceDelta(
                    new EvidenceDelta.Pod(namespace, workload, workload + "-1"),
                    1,
                    1,
                    T.minusSeconds(1),
                    T,
                    rows,
                    dialed);
        }

        List<Seen> found() {
            MeshSnapshot mesh = Meshes.of(yaml());
            Roster roster = Roster.of(mesh);
            PodTimes times =
                    Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, mesh, T.minusSeconds(60));
            Naming naming =
                    new Naming(
                            times,
                            Map.of(),
                            roster.nodes(),
                            roster.apiServers(),
                            roster.nodePorts());
            EvidenceBook book = EvidenceBook.EMPTY;
            Instant now = T;
            for (List<EvidenceDelta> reports : looks) {
                book = book.plus(reports, reading(roster, naming, now));
                now = now.plusSeconds(1);
            }
            // Who is said to be nobody is waited for.
            book = book.plus(List.of(), reading(roster, naming, T.plusSeconds(10)));
            return book.workloads()
                    .getOrDefault("shop/cart", WorkloadEvidence.NONE)
                    .of(8080)
                    .wouldBeCut();
        }

        private static EvidenceBook.Reading reading(Roster roster, Naming naming, Instant now) {
            return new EvidenceBook.Reading(roster, naming, Limits.DEMO, now);
        }

        private String yaml() {
            StringBuilder yaml = new StringBuilder(service());
            yaml.append(pod("shop", "cart", target, MESHED, ""));
            switch (way.caller) {
                case "node" -> yaml.append(node());
                case "apiserver" -> yaml.append(apiServer());
                case "bare" -> yaml.append(pod("batch", name, source, "", ""));
                case "early" ->
                        yaml.append(
                                pod(
                                        "batch",
                                        name,
                                        source,
                                        MESHED,
                                        "initContainers: [{name: migrate}], "));
                default -> yaml.append(pod("batch", name, source, MESHED, ""));
            }
            if (way == Way.F12_RULE) {
                yaml.append(
                        """
                        ---
                        apiVersion: networking.istio.io/v1
                        kind: DestinationRule
                        metadata: {name: cart, namespace: shop}
                        spec: {host: cart, trafficPolicy: {tls: {mode: DISABLE}}}
                        """);
            }
            return yaml.toString();
        }

        private String service() {
            String type = way == Way.F6_NODE_PORT ? "NodePort" : "ClusterIP";
            return """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec:
              type: %s
              clusterIP: %s
              selector: {app: cart}
              ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]
            """
                    .formatted(type, SERVICE_ADDRESS);
        }

        private String node() {
            return """
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: one}
            status: {addresses: [{type: InternalIP, address: %s}]}
            """
                    .formatted(source);
        }

        private String apiServer() {
            return """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: kubernetes, namespace: default}
            spec: {clusterIP: 10.96.0.2, ports: [{name: https, port: 443, targetPort: 6443}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
            addressType: IPv4
            endpoints: [{addresses: [%s], conditions: {ready: true}}]
            ports: [{name: https, port: 6443, protocol: TCP}]
            """
                    .formatted(source);
        }

        private static String pod(
                String namespace, String app, String ip, String labels, String spec) {
            return """
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: %2$s-1
              namespace: %1$s
              labels: {app: %2$s%4$s}
              ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %2$s, controller: true}]
            spec: {serviceAccountName: %2$s, %5$scontainers: [{name: app, ports: [{containerPort: 8080}]}]}
            status: {podIP: %3$s, podIPs: [{ip: %3$s}], phase: Running}
            """
                    .formatted(namespace, app, ip, labels, spec);
        }
    }
}
