package io.fairlead.translate.input;

import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.policy.MtlsMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How the mesh gets from one set of PeerAuthentications to another without a call that its server can't read: a client
/// that is told of mutual TLS before its server would be refused, and one that is told later than its server, too.
///
/// ```
///           other policies, and DISABLE is among them            servers have acknowledged
///  settled ────────────────────────────────────────▶ servers ────────────────────────────▶ clients
///     ▲                                               accept both                             │ told
///     └───────────────────────────────────────────────────────────────────────────────────────┘
///                           clients have acknowledged: servers do as their policies say
/// ```
///
/// Where policies change in between, servers go on accepting what clients may still do, and another round follows.
///
/// @param wanted what the snapshot says
/// @param told by which clients act
/// @param former by which those still act that have not heard of `told` yet; the same when all have
public record Handover(
        List<PeerAuthentication> wanted,
        List<PeerAuthentication> told,
        List<PeerAuthentication> former) {

    public Handover {
        wanted = List.copyOf(wanted);
        told = List.copyOf(told);
        former = List.copyOf(former);
    }

    /// Everybody acts by these.
    public static Handover settled(List<PeerAuthentication> policies) {
        return new Handover(policies, policies, policies);
    }

    /// True when nobody has to be waited for.
    public boolean isSettled() {
        return told.equals(wanted) && former.equals(told);
    }

    /// The policies are others now. Without DISABLE before or after, clients do the same by both.
    public Handover toward(List<PeerAuthentication> policies) {
        if (policies.equals(wanted)) {
            return this;
        }
        boolean same = isSettled() && !disables(wanted) && !disables(policies);
        return same ? settled(policies) : new Handover(policies, told, former);
    }

    /// Whoever was told last has acknowledged it.
    public Handover next() {
        return former.equals(told)
                ? new Handover(wanted, wanted, told)
                : new Handover(wanted, told, told);
    }

    /// What a translation reads differently after this than after another one: policies that are not in all of them.
    public Set<InputKey> changedSince(Handover before) {
        if (equals(before)) {
            return Set.of();
        }
        List<List<PeerAuthentication>> lists =
                List.of(wanted, told, former, before.wanted, before.told, before.former);
        Map<PeerAuthentication, Long> found =
                lists.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.groupingBy(policy -> policy, Collectors.counting()));
        return found.entrySet().stream()
                .filter(one -> one.getValue() < lists.size())
                .map(one -> new InputKey.OfPeers(one.getKey().namespace()))
                .collect(Collectors.toSet());
    }

    private static boolean disables(List<PeerAuthentication> policies) {
        return policies.stream()
                .anyMatch(one ->
                        one.mode() == MtlsMode.DISABLE
                                || one.ports().containsValue(MtlsMode.DISABLE));
    }
}
