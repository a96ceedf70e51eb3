package io.fairlead.migrate.drive;

import io.fairlead.migrate.enforce.Enforcer.Target;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortProof;
import io.fairlead.model.mtls.UnitId;
import java.util.Map;
import java.util.SortedMap;

/// What became of what was wished, as pods and probes tell it.
///
/// @param listeners what ports do by the listener that each pod acknowledged; port 0 stands for all that are not named
/// @param traffic of each workload, as its callers saw it
/// @param obstacles why nothing may be changed of a unit
/// @param edited units whose policy a person changed or removed, and which one
/// @param cannot why nothing can be enforced; empty when it can
record Done(
        Map<PodRef, PodHeld> held,
        Map<PodRef, SortedMap<Integer, PortMode>> listeners,
        Map<Target, PortProof> proofs,
        Map<String, Autopilot.Traffic> traffic,
        Map<UnitId, String> obstacles,
        Map<UnitId, String> edited,
        String cannot) {
    /// Of a daemon that enforces nothing.
    static final Done NOTHING =
            new Done(
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    "nothing is enforced");
}
