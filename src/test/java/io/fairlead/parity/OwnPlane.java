package io.fairlead.parity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.http.h2.H2Protocol;
import io.fairlead.proxy.http.h2.H2Server;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.tls.Handshakes;
import io.fairlead.proxy.identity.tls.TlsContexts;
import io.fairlead.proxy.identity.tls.TlsLimits;
import io.fairlead.proxy.listener.Dataplane;
import io.fairlead.proxy.listener.Loops;
import io.fairlead.proxy.listener.Observers;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.AdsNode;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Our sidecar's data plane.
final class OwnPlane implements Plane {
    private final Dataplane dataplane;

    /// What it can, as a node says it, where all virtual hosts stand in their routes.
    static List<String> extensions() throws InvalidProtocolBufferException {
        return Node.parseFrom(new AdsNode("a", "b", "{}").bytes()).getExtensionsList().stream()
                .map(Extension::getName)
                .filter(name -> !name.equals("fairlead.vhds"))
                .toList();
    }

    OwnPlane(World world) throws InterruptedException {
        this(world, Secrets.NONE);
    }

    /// @param secrets of its workload
    OwnPlane(World world, Secrets secrets) throws InterruptedException {
        this(world, secrets, (_, _) -> RequestObserver.NONE);
    }

    /// @param observers hear of its traffic
    OwnPlane(World world, Secrets secrets, Observers observers) throws InterruptedException {
        dataplane =
                new Dataplane(
                        Loops.of(1),
                        new Dataplane.Parts(
                                Clock.SYSTEM,
                                _ -> observers,
                                H2Server::handler,
                                H2Protocol::new,
                                new TlsContexts(
                                        secrets,
                                        Clock.SYSTEM,
                                        new Handshakes(
                                                new Stats(), Clock.SYSTEM, TlsLimits.DEFAULT),
                                        TlsLimits.DEFAULT),
                                () -> null));
        Map<String, Listener> listeners = new HashMap<>();
        world.listeners()
                .forEach(one ->
                        listeners.put(
                                one.getName(),
                                accepted(one, ResourceDecoder.listener(one.toByteString()))));
        Map<String, Cluster> clusters = new HashMap<>();
        world.clusters()
                .forEach(one ->
                        clusters.put(
                                one.getName(),
                                accepted(one, ResourceDecoder.cluster(one.toByteString()))));
        dataplane.start();
        var failures =
                dataplane.apply(new ProxySnapshot(1, listeners, Map.of(), clusters, Map.of()));
        if (!failures.isEmpty()) {
            throw new AssertionError(failures);
        }
    }

    private static <T> T accepted(Message wire, Decoded<T> decoded) {
        return switch (decoded) {
            case Decoded.Accepted<T>(T value, var _, var _) -> value;
            case Decoded.Rejected<T>(var problems) ->
                    throw new AssertionError(problems + "\n" + wire);
        };
    }

    @Override
    public int port(String listener) {
        return dataplane.boundTo(listener).orElseThrow().getPort();
    }

    @Override
    public void close() {
        dataplane.close();
    }
}
