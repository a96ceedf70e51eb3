package io.fairlead.fleetman.gateway;

import io.fairlead.fleetman.http.Conversation;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.RemoteFailure;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.http.Upstream.Call;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Asks the tracker again and again what has moved, and pushes it to everyone who listens at `/updates`.
///
/// It asks whether or not anyone listens. Those calls have no request behind them, so there is nothing to propagate.
public final class Broadcast implements Conversation.Start {

    private static final System.Logger LOG = System.getLogger(Broadcast.class.getName());
    private static final int LISTENERS_MAX = 200;

    private final Upstream tracker;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private volatile Map<String, VehiclePosition> known = Map.of();
    private boolean failing;

    public Broadcast(Upstream tracker) {
        this.tracker = tracker;
    }

    /// One round: what moved since the last one goes to all listeners.
    public void round() {
        Instant since =
                known.values().stream()
                        .map(VehiclePosition::timestamp)
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH);
        List<VehiclePosition> moved = moved(since);
        if (!moved.isEmpty()) {
            Map<String, VehiclePosition> next = new TreeMap<>(known);
            moved.forEach(position -> next.put(position.name(), position));
            known = Map.copyOf(next);
            String message = FleetJson.write(moved);
            listeners.forEach(listener -> listener.offer(message));
        }
    }

    /// Asks every listener for a sign of life, so that no proxy on the way takes the connection for idle.
    public void heartbeat() {
        listeners.forEach(Listener::ping);
    }

    @Override
    public Conversation begin(Request upgrade) {
        if (!upgrade.segments().equals(List.of("updates"))) {
            throw new RemoteFailure("no WebSocket at " + upgrade.path());
        }
        if (listeners.size() >= LISTENERS_MAX) {
            throw new RemoteFailure("too many listeners");
        }
        return new Conversation() {
            private final Listener listener = new Listener(this::closed);

            @Override
            public void opened(Outbox outbox) {
                listener.start(outbox);
                listeners.add(listener);
                if (!known.isEmpty()) {
                    listener.offer(FleetJson.write(new TreeMap<>(known).values()));
                }
            }

            @Override
            public void text(String message) {
                // Listeners have nothing to say that the gateway needs.
            }

            @Override
            public void closed() {
                listeners.remove(listener);
                listener.stop();
            }
        };
    }

    private List<VehiclePosition> moved(Instant since) {
        try {
            String path = "/vehicles/?since=" + FleetJson.timestamp(since).replace("+", "%2B");
            List<VehiclePosition> moved =
                    FleetJson.readPositions(
                            tracker.call(
                                    Call.get(path, "getAllLatestPositionsSince(Date)"),
                                    Headers.EMPTY));
            if (failing) {
                failing = false;
                LOG.log(System.Logger.Level.INFO, "event=tracker_answers_again");
            }
            return moved;
        } catch (RemoteFailure | IllegalArgumentException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "event=tracker_fails reason=\"" + e.getMessage() + "\"");
            }
            return List.of();
        }
    }
}
