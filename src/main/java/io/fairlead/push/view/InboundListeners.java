package io.fairlead.push.view;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/// What the ports of each pod do by the listener that its proxy has acknowledged, whether it is ours or a stock Envoy:
/// not what it was sent, and not what a policy says.
public final class InboundListeners {
    private static final String LISTENER = "virtualInbound";

    /// Listeners that were read are remembered by the hash of their content; above it, they are read anew.
    private static final int READ_MAX = 10_000;

    private final Map<String, Inbound> read = new ConcurrentHashMap<>();

    /// Modes by pod and port; port 0 stands for all that are not named. A pod that acknowledged none is not there.
    public Map<PodRef, SortedMap<Integer, PortMode>> modes(Connections connections) {
        Map<PodRef, SortedMap<Integer, PortMode>> found = new HashMap<>();
        for (Connection connection : connections.all()) {
            connection
                    .proxy()
                    .pod()
                    .ifPresent(pod -> of(connection).ifPresent(one -> found.put(pod, one.modes())));
        }
        return found;
    }

    /// Pods with a stock Envoy that proved who they are and tell the daemon of each connection, with the number of the
    /// stream by which they get their configuration.
    public Map<PodRef, Long> telling(Connections connections) {
        Map<PodRef, Long> found = new HashMap<>();
        for (Connection connection : connections.all()) {
            boolean proved = !connection.proxy().account().isEmpty();
            if (proved
                    && connection.proxy().isStock()
                    && of(connection).filter(Inbound::tells).isPresent()) {
                connection
                        .proxy()
                        .pod()
                        .ifPresent(pod -> found.merge(pod, connection.number(), Math::max));
            }
        }
        return found;
    }

    private Optional<Inbound> of(Connection connection) {
        Watch watch = connection.session().watches().get(TypeUrl.LISTENER);
        Resource acked = watch == null ? null : watch.acked().get(LISTENER);
        if (acked == null) {
            return Optional.empty();
        }
        Inbound known = read.get(acked.version());
        if (known != null) {
            return Optional.of(known);
        }
        // A proxy that came back says what it has by its hash; we have its content if it is the
        // same.
        Resource now = connection.session().target().of(TypeUrl.LISTENER).get(LISTENER);
        return read(now != null && now.version().equals(acked.version()) ? now : acked);
    }

    private Optional<Inbound> read(Resource resource) {
        if (resource.body().getValue().isEmpty()) {
            return Optional.empty();
        }
        try {
            Inbound inbound = Inbound.of(Listener.parseFrom(resource.body().getValue()));
            if (read.size() >= READ_MAX) {
                read.clear();
            }
            read.put(resource.version(), inbound);
            return Optional.of(inbound);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a listener that was sent can be read", e);
        }
    }
}
