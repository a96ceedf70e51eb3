package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.plan.UnitFacts.Proof;
import io.fairlead.migrate.decide.plan.UnitFacts.Watch;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortHeld;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.UnitId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What became of what was wished.
///
/// @param held what pods say that they do
/// @param listeners what ports do by the listener that each pod acknowledged; port 0 stands for all that are not named
/// @param watches what goes wrong on trial
/// @param proofs what was seen from outside
/// @param obstacles why nothing may be changed
/// @param edited units whose policy a person changed or removed, and which one
public record Effects(
        Map<PodRef, PodHeld> held,
        Map<PodRef, SortedMap<Integer, PortMode>> listeners,
        Map<UnitId, Watch> watches,
        Map<UnitId, Proof> proofs,
        Map<UnitId, String> obstacles,
        Map<UnitId, String> edited) {
    public static final Effects NONE =
            new Effects(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /// After it a sidecar that is not heard has gone back by itself.
    private static final Duration LEASE = Duration.ofSeconds(16);

    public Effects {
        held = Map.copyOf(held);
        listeners = Map.copyOf(listeners);
        watches = Map.copyOf(watches);
        proofs = Map.copyOf(proofs);
        obstacles = Map.copyOf(obstacles);
        edited = Map.copyOf(edited);
    }

    /// What a pod does with a port, as far as it said so: a policy that it has not acknowledged does nothing yet.
    ///
    /// @param policy what its policies say
    PortMode mode(PodRef pod, int port, PortMode policy, Instant now) {
        PortMode standing = standing(pod, port, policy);
        PodHeld said = held.get(pod);
        PortHeld one = said == null ? null : said.ports().get(port);
        if (said == null || one == null) {
            return standing;
        }
        // A stock Envoy tries by its listener.
        boolean tries = standing == PortMode.STRICT && policy != PortMode.STRICT;
        if (standing != PortMode.PERMISSIVE) {
            return tries && one.mode() == PortMode.TRIAL ? PortMode.TRIAL : standing;
        }
        boolean heard = said.streaming() || now.isBefore(said.at().plus(LEASE));
        return heard ? one.mode() : standing;
    }

    /// By its listener. A pod that acknowledged none is never taken for one that refuses clear text.
    private PortMode standing(PodRef pod, int port, PortMode policy) {
        SortedMap<Integer, PortMode> listener = listeners.get(pod);
        if (listener != null) {
            @Nullable PortMode one = listener.get(port);
            @Nullable PortMode said = one == null ? listener.get(0) : one;
            if (said != null) {
                return said;
            }
        }
        return policy == PortMode.STRICT ? PortMode.PERMISSIVE : policy;
    }

    /// Why nothing may be changed of a unit; empty when something may.
    String trouble(UnitId unit) {
        return edited.getOrDefault(unit, obstacles.getOrDefault(unit, ""));
    }

    /// Connections in clear text that live on a port of a pod.
    long legacy(PodRef pod, int port) {
        PodHeld said = held.get(pod);
        PortHeld one = said == null ? null : said.ports().get(port);
        return one == null ? 0 : one.legacy();
    }
}
