package io.fairlead.minicluster.demo;

import io.fairlead.minicluster.network.NodePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a demo is started with.
///
/// @param home the checkout
/// @param state directory of this demo's files
/// @param fleet directory with `k8s/` and `images.yaml`
/// @param configs people's own YAML, hot reloaded; the last wins
/// @param ports ports on 127.0.0.1 for ports of the node (host port → node port); a host port 0 takes a free one, and
///     a NodePort without a line here gets the port of the same number
/// @param mesh false: no daemon and no proxies
/// @param sabotage what to do wrong on purpose, so that checks can be checked
/// @param data where a cluster that is started empty keeps its objects; null: a demo, whose fleet and YAML are applied
/// @param nodes how many nodes the cluster has
/// @param apiServer directory with `kube-apiserver` and `etcd`, which are its API server; null: ours is
public record DemoOptions(
        Path home,
        Path state,
        Path fleet,
        List<Path> configs,
        Map<Integer, Integer> ports,
        boolean mesh,
        List<String> sabotage,
        @Nullable Path data,
        int nodes,
        @Nullable Path apiServer) {

    /// So many nodes a cluster may have.
    public static final int NODES_MAX = NodePlan.NODES_MAX;

    public DemoOptions {
        configs = List.copyOf(configs);
        ports = Map.copyOf(ports);
        sabotage = List.copyOf(sabotage);
    }

    /// The default fleet on port 30080.
    public static DemoOptions of(Path home) {
        return new DemoOptions(
                home,
                StateDir.standard(),
                home.resolve("samples/fleetman"),
                List.of(),
                Map.of(30_080, 30_080),
                true,
                List.of(),
                null,
                1,
                null);
    }

    /// The same demo with its files elsewhere.
    public DemoOptions withState(Path other) {
        return new DemoOptions(
                home, other, fleet, configs, ports, mesh, sabotage, data, nodes, apiServer);
    }

    /// The same demo with another fleet.
    public DemoOptions withFleet(Path other) {
        return new DemoOptions(
                home, state, other, configs, ports, mesh, sabotage, data, nodes, apiServer);
    }

    /// The same demo with people's own YAML.
    public DemoOptions withConfigs(List<Path> others) {
        return new DemoOptions(
                home, state, fleet, others, ports, mesh, sabotage, data, nodes, apiServer);
    }

    /// The same demo on other ports (host port → node port).
    public DemoOptions withPorts(Map<Integer, Integer> others) {
        return new DemoOptions(
                home, state, fleet, configs, others, mesh, sabotage, data, nodes, apiServer);
    }

    /// The same demo without daemon and proxies.
    public DemoOptions withoutMesh() {
        return new DemoOptions(
                home, state, fleet, configs, ports, false, sabotage, data, nodes, apiServer);
    }

    /// The same demo with something wrong on purpose.
    public DemoOptions withSabotage(List<String> names) {
        return new DemoOptions(
                home, state, fleet, configs, ports, mesh, names, data, nodes, apiServer);
    }

    /// True for a demo: its fleet and people's YAML are applied.
    public boolean applies() {
        return data == null;
    }

    /// Where the API server keeps its objects.
    public Path dataDir() {
        return data == null ? state.resolve("data") : data;
    }

    /// A cluster that is started empty: no fleet runs in it of itself.
    public DemoOptions withData(Path dir) {
        return new DemoOptions(
                home, state, fleet, configs, ports, false, sabotage, dir, nodes, apiServer);
    }

    /// The same cluster with so many nodes.
    public DemoOptions withNodes(int count) {
        return new DemoOptions(
                home, state, fleet, configs, ports, mesh, sabotage, data, count, apiServer);
    }

    /// The same cluster with these programs for its API server.
    public DemoOptions withApiServer(@Nullable Path dir) {
        return new DemoOptions(
                home, state, fleet, configs, ports, mesh, sabotage, data, nodes, dir);
    }
}
