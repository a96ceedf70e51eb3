package io.fairlead.proxy.xds.subscribe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What this proxy has asked for and been told, on one connection after the other. Belongs to one event loop.
///
/// ```
/// closed --opened--> clusters and listeners are asked for, then every name that is wanted already
/// open --response--> ACK or NACK with its nonce
/// open --wanted names change--> the difference (delta) or all names (state of the world)
/// open --closed--> nonces are forgotten, names and what is held are not
/// ```
public final class Subscriptions {
    /// How much of an error is sent.
    private static final int ERROR_CHARS_MAX = 2048;

    private final Map<ResourceType, State> states = new EnumMap<>(ResourceType.class);
    private boolean delta;
    private boolean open;

    private static final class State {
        private final Set<String> wanted = new TreeSet<>();
        private String version = "";
        private String nonce = "";
        private boolean asked;

        /// All are wanted, without a name.
        private boolean everything;
    }

    /// @param delta speak the delta protocol; else state of the world
    public Subscriptions(boolean delta) {
        this.delta = delta;
        for (ResourceType type : ResourceType.values()) {
            states.put(type, new State());
        }
    }

    /// Which protocol is spoken.
    public boolean isDelta() {
        return delta;
    }

    /// From the next stream on, speak state of the world.
    public void speakStateOfTheWorld() {
        delta = false;
    }

    /// A stream opened.
    ///
    /// @param held versions of everything that is there already, by name
    /// @return what to send, in order
    public List<AdsRequest> opened(Map<ResourceType, Map<String, String>> held) {
        open = true;
        List<AdsRequest> requests = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            State state = state(type);
            state.nonce = "";
            boolean wanted = type.isWildcard() || state.everything || !state.wanted.isEmpty();
            state.asked = wanted && (delta || !type.isDeltaOnly());
            if (state.asked) {
                Map<String, String> versions = delta ? held.getOrDefault(type, Map.of()) : Map.of();
                requests.add(request(type, state.wanted, Set.of(), versions, ""));
            }
        }
        return requests;
    }

    /// The stream closed.
    public void closed() {
        open = false;
        states.values().forEach(state -> state.asked = false);
    }

    /// A response was read and judged.
    ///
    /// @param version of the response as a whole (state of the world)
    /// @param error what is wrong with it, or empty
    /// @return the ACK or NACK
    public AdsRequest answered(ResourceType type, String version, String nonce, String error) {
        State state = state(type);
        state.nonce = nonce;
        if (error.isEmpty()) {
            state.version = version;
        }
        String text =
                error.length() > ERROR_CHARS_MAX ? error.substring(0, ERROR_CHARS_MAX) : error;
        return request(type, Set.of(), Set.of(), Map.of(), text);
    }

    /// These names are wanted now, and no others.
    ///
    /// @return what to send: nothing, or one request
    public List<AdsRequest> want(ResourceType type, Set<String> names) {
        State state = state(type);
        Set<String> add = new LinkedHashSet<>(names);
        add.removeAll(state.wanted);
        Set<String> drop = new LinkedHashSet<>(state.wanted);
        drop.removeAll(names);
        if (add.isEmpty() && drop.isEmpty()) {
            return List.of();
        }
        state.wanted.addAll(add);
        state.wanted.removeAll(drop);
        if (!open) {
            return List.of();
        }
        // A first message without names would ask for everything.
        if (!state.asked && state.wanted.isEmpty()) {
            return List.of();
        }
        state.asked = true;
        return List.of(request(type, add, drop, Map.of(), ""));
    }

    /// All resources of a kind are wanted from now on, or none of them from the next stream on.
    ///
    /// @return what to send: nothing, or one request
    public List<AdsRequest> wantAll(ResourceType type, boolean wanted) {
        State state = state(type);
        state.everything = wanted;
        if (!wanted || !open || state.asked || (type.isDeltaOnly() && !delta)) {
            return List.of();
        }
        state.asked = true;
        return List.of(request(type, Set.of(), Set.of(), Map.of(), ""));
    }

    /// Whether this name is wanted.
    public boolean wants(ResourceType type, String name) {
        return state(type).wanted.contains(name);
    }

    /// Names that are wanted.
    public Set<String> wanted(ResourceType type) {
        return Set.copyOf(state(type).wanted);
    }

    private AdsRequest request(
            ResourceType type,
            Set<String> add,
            Set<String> drop,
            Map<String, String> held,
            String error) {
        State state = state(type);
        return delta
                ? new AdsRequest(
                        type, add, drop, held, Set.of(), "", nonceOf(add, drop, held, state), error)
                : new AdsRequest(
                        type,
                        Set.of(),
                        Set.of(),
                        Map.of(),
                        state.wanted,
                        state.version,
                        state.nonce,
                        error);
    }

    /// In the delta protocol a nonce makes a message an ACK or NACK; a change of names carries none.
    private static String nonceOf(
            Set<String> add, Set<String> drop, Map<String, String> held, State state) {
        return add.isEmpty() && drop.isEmpty() && held.isEmpty() ? state.nonce : "";
    }

    private State state(ResourceType type) {
        State state = states.get(type);
        if (state == null) {
            throw new IllegalStateException("no state of " + type);
        }
        return state;
    }
}
