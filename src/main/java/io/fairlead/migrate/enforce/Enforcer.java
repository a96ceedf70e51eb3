package io.fairlead.migrate.enforce;

import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.PodHeld;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PodWish;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.model.mtls.PortProof;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// What brings wishes to pods and says what became of them. Nothing here waits for a pod.
public interface Enforcer {

    /// Enforces nothing.
    Enforcer NONE =
            new Enforcer() {
                @Override
                public void wish(Map<PodRef, PodWish> pods, Set<String> known) {
                    // There is nobody to tell.
                }

                @Override
                public Map<PodRef, PodHeld> held() {
                    return Map.of();
                }

                @Override
                public Map<PodRef, SortedMap<Integer, PortMode>> listeners() {
                    return Map.of();
                }

                @Override
                public List<EvidenceDelta> told() {
                    return List.of();
                }

                @Override
                public void prove(Set<Target> targets) {
                    // There is nobody to ask.
                }

                @Override
                public Map<Target, PortProof> proofs() {
                    return Map.of();
                }
            };

    /// A port of a pod, to be looked at from outside.
    ///
    /// @param identity that the pod has to prove: `spiffe://…`
    record Target(PodRef pod, String address, int port, String identity) {}

    /// All that is wished. Trials are leases: who is not wished for again in time goes back by itself.
    ///
    /// @param pods those that are not here do as policies say
    /// @param known addresses of callers for whom a sidecar takes a trial back by itself
    void wish(Map<PodRef, PodWish> pods, Set<String> known);

    /// What the pods say that were wished something.
    Map<PodRef, PodHeld> held();

    /// What came since the last call to pods that can't report it by themselves.
    List<EvidenceDelta> told();

    /// Has these ports looked at, as soon as may be.
    void prove(Set<Target> targets);

    /// What the ports of each pod do by the listener that its proxy has acknowledged; port 0 stands for all that are
    /// not named. A lock stands where this says STRICT.
    Map<PodRef, SortedMap<Integer, PortMode>> listeners();

    /// What was seen last of each port that is still to be looked at.
    Map<Target, PortProof> proofs();
}
