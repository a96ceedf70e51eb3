package io.fairlead.proxy.xds.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.HttpConnection;
import io.fairlead.proxy.model.HttpConnection.RouteSource;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.TlsSettings.TlsVersion;
import io.fairlead.proxy.model.TrafficDirection;
import io.fairlead.proxy.model.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Make before break: nothing is used before what it needs, nothing is dropped before its user.
class WarmingTest {

    @Test
    void aClusterWaitsForItsEndpointsAndWhatNamesItWaitsToo() {
        var world = new World().cluster("c").routes("r", "c").listener("l", "r");
        Warming cold = world.warm(ProxySnapshot.EMPTY);
        assertThat(cold.next()).isEqualTo(ProxySnapshot.EMPTY);
        assertThat(cold.waiting())
                .containsExactlyInAnyOrder(
                        "cluster c waits for endpoints",
                        "routes r wait for clusters",
                        "listener l waits for routes or clusters");
        assertThat(cold.isComplete(world.accepted())).isFalse();
        Warming warm = world.endpoints("c").warm(cold.next());
        assertThat(warm.waiting()).isEmpty();
        assertThat(warm.isComplete(world.accepted())).isTrue();
        assertThat(warm.next().listeners()).containsOnlyKeys("l");
        assertThat(warm.next().endpoints()).containsOnlyKeys("c");
        assertThat(warm.next().version()).isEqualTo(1);
    }

    @Test
    void aListenerWaitsForItsCertificateButNotForEver() {
        var world = usual().secured("edge", "kubernetes://shop");
        Warming cold = world.warm(ProxySnapshot.EMPTY);
        assertThat(cold.next().listeners()).containsOnlyKeys("l");
        assertThat(cold.waiting())
                .containsExactly("listener edge waits for secrets kubernetes://shop");
        Warming impatient = Warming.of(cold.next(), world.accepted(), false);
        assertThat(impatient.next().listeners()).containsOnlyKeys("edge", "l");
        world.secrets.add("kubernetes://shop");
        assertThat(world.warm(cold.next()).next().listeners()).containsOnlyKeys("edge", "l");
    }

    @Test
    void aClusterOfNamesWaitsUntilTheyAreLookedUp() {
        var world = new World().named("c").routes("r", "c").listener("l", "r");
        Warming cold = world.warm(ProxySnapshot.EMPTY);
        assertThat(cold.waiting()).contains("cluster c waits for endpoints");
        assertThat(cold.next()).isEqualTo(ProxySnapshot.EMPTY);
        Endpoints found = Endpoints.of("c", List.of(Host.of("10.0.0.1", 80)));
        Accepted known = world.accepted().withLookedUp(Map.of("c", found));
        Warming warm = Warming.of(cold.next(), known, true);
        assertThat(warm.waiting()).isEmpty();
        assertThat(warm.next().addressOf("c")).contains(new Address("10.0.0.1", 80));
        Warming impatient = Warming.of(cold.next(), world.accepted(), false);
        assertThat(impatient.next().listeners()).containsOnlyKeys("l");
        assertThat(impatient.next().addressOf("c")).isEmpty();
    }

    @Test
    void theOldRoutesStayInUseUntilTheNewClusterIsWarm() {
        var world = usual();
        ProxySnapshot first = world.warm(ProxySnapshot.EMPTY).next();
        ProxySnapshot second = world.cluster("d").routes("r", "d").warm(first).next();
        assertThat(second.routes()).isEqualTo(first.routes());
        ProxySnapshot third = world.endpoints("d").warm(second).next();
        assertThat(third.routes().get("r")).isEqualTo(table("r", "d"));
    }

    @Test
    void aRemovedClusterLingersWhileARouteInUseNamesIt() {
        var world = usual();
        ProxySnapshot first = world.warm(ProxySnapshot.EMPTY).next();
        world.clusters.remove("c");
        Warming lingering = world.warm(first);
        assertThat(lingering.lingering()).containsExactly("c");
        assertThat(lingering.next()).isSameAs(first);
        Warming impatient = Warming.of(first, world.accepted(), false);
        assertThat(impatient.next().clusters()).isEmpty();
        ProxySnapshot moved = world.cluster("d").endpoints("d").routes("r", "d").warm(first).next();
        assertThat(moved.clusters()).containsOnlyKeys("d");
    }

    @Test
    void withoutPatienceAClusterWithoutEndpointsHasNone() {
        var world = new World().cluster("c").routes("r", "c").listener("l", "r");
        Warming now = Warming.of(ProxySnapshot.EMPTY, world.accepted(), false);
        assertThat(now.waiting()).isEmpty();
        assertThat(now.next().clusters()).containsOnlyKeys("c");
        assertThat(now.next().endpoints()).isEmpty();
    }

    @Test
    void nothingNewIsTheSameSnapshot() {
        var world = usual();
        ProxySnapshot first = world.warm(ProxySnapshot.EMPTY).next();
        assertThat(world.warm(first).next()).isSameAs(first);
    }

    @Test
    void inAnyOrderOfArrivalEverySnapshotIsWholeAndTheLastIsTheSame() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            var world = usual();
            ProxySnapshot snapshot = world.warm(ProxySnapshot.EMPTY).next();
            var steps =
                    new ArrayList<Runnable>(
                            List.of(
                                    () -> world.cluster("d"),
                                    () -> world.endpoints("d"),
                                    () -> world.routes("r", "d"),
                                    () -> world.clusters.remove("c"),
                                    () -> world.listener("m", "s"),
                                    () -> world.routes("s", "d")));
            while (!steps.isEmpty()) {
                steps.remove(random.nextInt(steps.size())).run();
                ProxySnapshot next = world.warm(snapshot).next();
                assertThat(next.version()).isGreaterThanOrEqualTo(snapshot.version());
                assertWhole(next, "seed " + seed);
                snapshot = next;
            }
            assertThat(snapshot.clusters()).as("seed %d", seed).containsOnlyKeys("d");
            assertThat(snapshot.listeners()).containsOnlyKeys("l", "m");
            assertThat(snapshot.routes().get("r")).isEqualTo(table("r", "d"));
        }
    }

    private static void assertWhole(ProxySnapshot snapshot, String seed) {
        assertThat(snapshot.routes().keySet())
                .as(seed)
                .containsAll(References.routeNames(snapshot.listeners().values()));
        assertThat(snapshot.listeners()).as(seed).containsKey("l");
        snapshot.clusters()
                .values()
                .forEach(cluster ->
                        assertThat(snapshot.endpointsOf(cluster).size()).as(seed).isPositive());
    }

    private static World usual() {
        return new World().cluster("c").endpoints("c").routes("r", "c").listener("l", "r");
    }

    private static RouteTable table(String name, String cluster) {
        Route route = Route.of("", RouteMatch.ALL, Action.Forward.to(cluster));
        return RouteTable.of(name, List.of(VirtualHost.of("v", List.of("*"), List.of(route))));
    }

    /// What the control plane has sent so far.
    private static final class World {
        private final Map<String, Listener> listeners = new HashMap<>();
        private final Map<String, RouteTable> routes = new HashMap<>();
        private final Map<String, Cluster> clusters = new HashMap<>();
        private final Map<String, Endpoints> endpoints = new HashMap<>();
        private final Set<String> secrets = new HashSet<>();

        World cluster(String name) {
            clusters.put(name, Cluster.of(name, new Discovery.Eds(name)));
            return this;
        }

        World named(String name) {
            Endpoints names = Endpoints.of(name, List.of(Host.of("a.example", 80)));
            clusters.put(
                    name,
                    Cluster.of(
                            name,
                            new Discovery.LookedUp(
                                    names,
                                    Duration.ofMinutes(1),
                                    Discovery.Family.V4_ONLY,
                                    false)));
            return this;
        }

        World endpoints(String name) {
            endpoints.put(name, Endpoints.of(name, List.of(Host.of("10.0.0.1", 80))));
            return this;
        }

        World routes(String name, String cluster) {
            routes.put(name, table(name, cluster));
            return this;
        }

        World listener(String name, String routesName) {
            return listener(name, routesName, new ServerTransport.Plain());
        }

        World secured(String name, String secret) {
            var tls =
                    new TlsSettings(
                            secret,
                            PeerValidation.NONE,
                            List.of(),
                            TlsVersion.TLS_1_2,
                            TlsVersion.TLS_1_3,
                            List.of(),
                            List.of());
            return listener(name, "r", new ServerTransport.Tls(tls, false));
        }

        private World listener(String name, String routesName, ServerTransport transport) {
            var settings = HttpConnection.of("x", new RouteSource.Named(routesName));
            var chain =
                    new FilterChain(
                            "", ChainMatch.ANY, transport, new Handler.HttpHandler(settings));
            listeners.put(
                    name,
                    new Listener(
                            name,
                            new Address("0.0.0.0", 80),
                            true,
                            false,
                            TrafficDirection.OUTBOUND,
                            Inspection.NONE,
                            List.of(chain),
                            null,
                            List.of()));
            return this;
        }

        Accepted accepted() {
            return new Accepted(
                    listeners, routes, Set.of(), clusters, endpoints, secrets, true, true);
        }

        Warming warm(ProxySnapshot before) {
            return Warming.of(before, accepted(), true);
        }
    }
}
