package io.fairlead.push.view;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What the ports of each pod do by the listener that its proxy has acknowledged, whether it is ours or a stock Envoy:
/// not what it was sent, and not what a policy says.
public final class InboundModes {
    private static final String LISTENER = "virtualInbound";
    private static final String NOWHERE = "-blackhole";

    /// Listeners that were read are remembered by the hash of their content; above it, they are read anew.
    private static final int READ_MAX = 10_000;

    private final Map<String, SortedMap<Integer, PortMode>> read = new ConcurrentHashMap<>();

    /// By pod and port; port 0 stands for all that are not named. A pod that acknowledged none is not there.
    public Map<PodRef, SortedMap<Integer, PortMode>> of(Connections connections) {
        Map<PodRef, SortedMap<Integer, PortMode>> found = new HashMap<>();
        for (Connection connection : connections.all()) {
            connection
                    .proxy()
                    .pod()
                    .ifPresent(pod -> modes(connection).ifPresent(modes -> found.put(pod, modes)));
        }
        return found;
    }

    private Optional<SortedMap<Integer, PortMode>> modes(Connection connection) {
        Watch watch = connection.session().watches().get(TypeUrl.LISTENER);
        Resource acked = watch == null ? null : watch.acked().get(LISTENER);
        if (acked == null) {
            return Optional.empty();
        }
        SortedMap<Integer, PortMode> known = read.get(acked.version());
        if (known != null) {
            return Optional.of(known);
        }
        // A proxy that came back says what it has by its hash; we have its content if it is the
        // same.
        Resource now = connection.session().target().of(TypeUrl.LISTENER).get(LISTENER);
        return read(now != null && now.version().equals(acked.version()) ? now : acked);
    }

    private Optional<SortedMap<Integer, PortMode>> read(Resource resource) {
        if (resource.body().getValue().isEmpty()) {
            return Optional.empty();
        }
        try {
            SortedMap<Integer, PortMode> modes = of(Listener.parseFrom(resource.body().getValue()));
            if (read.size() >= READ_MAX) {
                read.clear();
            }
            read.put(resource.version(), modes);
            return Optional.of(modes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a listener that was sent can be read", e);
        }
    }

    /// What the ports of a listener do.
    static SortedMap<Integer, PortMode> of(Listener listener) {
        SortedMap<Integer, PortMode> modes = new TreeMap<>();
        for (FilterChain chain : listener.getFilterChainsList()) {
            PortMode one =
                    chain.hasTransportSocket() || chain.getName().endsWith(NOWHERE)
                            ? PortMode.STRICT
                            : PortMode.DISABLE;
            int port = chain.getFilterChainMatch().getDestinationPort().getValue();
            modes.merge(port, one, (a, b) -> a == b ? a : PortMode.PERMISSIVE);
        }
        return Collections.unmodifiableSortedMap(modes);
    }
}
