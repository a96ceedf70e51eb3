package io.fairlead.push.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One type on one stream: what the client wants of it, and what it was told.
///
/// @param sent what the client was told last (or said that it has), for the names that it wants
/// @param acked the same for the last answer that it took
/// @param leaving no longer in the target, but not told yet: something may still refer to it
/// @param forced names to be told whether they changed or not
/// @param parts names that are still to be sent, one answer for each list
/// @param owed true while the client waits for a first answer, even an empty one
/// @param rejected what the client refuses, by name
/// @param ackedNonce of the last answer that was taken; empty at first
public record Watch(
        TypeUrl type,
        boolean delta,
        Wanted wanted,
        Resources sent,
        Resources acked,
        Map<String, Resource> leaving,
        Set<String> forced,
        List<List<String>> parts,
        boolean owed,
        @Nullable InFlight inFlight,
        Map<String, Rejection> rejected,
        String sentNonce,
        String ackedNonce) {

    /// An answer that the client has not spoken of yet.
    ///
    /// @param names resources that it carried, new or altered
    /// @param removed names that it told as gone
    /// @param result what the client has once it takes it
    /// @param whole true when it carried all that the client shall have
    public record InFlight(
            String nonce,
            List<String> names,
            List<String> removed,
            Resources result,
            boolean whole) {}

    static final String ALL = "*";

    static Watch first(Ask ask) {
        return switch (ask) {
            case Ask.Sotw sotw ->
                    of(sotw.type(), false, Wanted.of(sotw.type(), sotw.names()), Resources.NONE);
            case Ask.Delta delta ->
                    of(
                            delta.type(),
                            true,
                            Wanted.of(delta.type(), delta.more()),
                            Resources.known(delta.initialVersions()));
        };
    }

    private static Watch of(TypeUrl type, boolean delta, Wanted wanted, Resources has) {
        Set<String> forced = new HashSet<>(wanted.names());
        forced.removeIf(has::has);
        boolean owed = has == Resources.NONE && wanted.everything();
        return new Watch(
                type, delta, wanted, has, has, Map.of(), forced, List.of(), owed, null, Map.of(),
                "", "");
    }

    /// Wants more and less from now on. What is wanted anew is told even if it was told before.
    Watch subscribe(Wanted next, Collection<String> anew) {
        Set<String> force = new HashSet<>(forced);
        force.addAll(anew);
        force.remove(Wanted.WILDCARD);
        force.removeIf(name -> !next.covers(name));
        Map<String, Resource> stay = new HashMap<>(leaving);
        stay.keySet().removeIf(name -> !next.covers(name));
        Copy copy = new Copy(this);
        copy.wanted = next;
        copy.sent = next.everything() && !wanted.everything() ? Resources.NONE : sent;
        copy.leaving = stay;
        copy.forced = force;
        copy.owed = owed || (next.everything() && anew.contains(Wanted.WILDCARD));
        return copy.done();
    }

    Watch force(Collection<String> names) {
        Set<String> force = new HashSet<>(forced);
        names.stream().filter(wanted::covers).forEach(force::add);
        Copy copy = new Copy(this);
        copy.forced = force;
        return copy.done();
    }

    /// Was told all of a draft, in one answer and the parts that follow it.
    Watch told(Draft draft, Resources target, InFlight flight, List<List<String>> rest) {
        List<List<String>> queue = new ArrayList<>(parts);
        queue.addAll(rest);
        Copy copy = new Copy(this);
        copy.sent = target;
        copy.leaving = draft.leaving();
        copy.forced = Set.of();
        copy.parts = List.copyOf(queue);
        return copy.done().inFlight(flight);
    }

    /// Was told the first of the parts, or what is left of it. The configuration may have moved on since it was split,
    /// and may move back.
    Watch withPart(List<Resource> resources) {
        boolean asSent =
                resources.size() == parts.getFirst().size()
                        && resources.stream().allMatch(r -> r.equals(sent.get(r.name())));
        Copy copy = new Copy(this);
        copy.sent = asSent ? sent : sent.but(parts.getFirst(), resources);
        copy.parts = List.copyOf(parts.subList(1, parts.size()));
        return copy.done();
    }

    Watch inFlight(InFlight flight) {
        Copy copy = new Copy(this);
        copy.owed = false;
        copy.inFlight = flight;
        copy.sentNonce = flight.nonce();
        return copy.done();
    }

    /// True when there is nothing to tell, seen without looking at any resource: most types, at most changes.
    boolean isSettled(Resources target) {
        return !owed
                && sent.equals(target)
                && forced.isEmpty()
                && leaving.isEmpty()
                && parts.isEmpty();
    }

    /// What the client has is this, for the names that it wants.
    Watch has(Resources same) {
        Copy copy = new Copy(this);
        copy.sent = same;
        copy.acked = same;
        return copy.done();
    }

    Watch acknowledge(InFlight flight) {
        Map<String, Rejection> still = new TreeMap<>(flight.whole() ? Map.of() : rejected);
        still.keySet().removeAll(flight.names());
        still.remove(ALL);
        Copy copy = new Copy(this);
        copy.acked = flight.result();
        copy.inFlight = null;
        copy.rejected = Map.copyOf(still);
        copy.ackedNonce = flight.nonce();
        return copy.done();
    }

    /// Refused: the client keeps what it had. Several resources go again in halves, so that the good ones arrive and
    /// the bad one is known by name; what was gone with them is told again.
    Watch refuse(InFlight flight, Rejection rejection) {
        List<List<String>> queue = new ArrayList<>(parts);
        Map<String, Rejection> all = new TreeMap<>(rejected);
        List<String> names = flight.names();
        boolean again = !names.isEmpty() && !flight.removed().isEmpty();
        if (!flight.whole() && names.size() > 1) {
            int half = names.size() / 2;
            queue.add(0, names.subList(half, names.size()));
            queue.add(0, names.subList(0, half));
        } else if (flight.whole() || names.isEmpty()) {
            all.put(ALL, rejection);
        } else {
            all.put(names.getFirst(), rejection);
        }
        Copy copy = new Copy(this);
        copy.sent = again ? sent.but(flight.removed(), List.of()) : sent;
        copy.parts = List.copyOf(queue);
        copy.inFlight = null;
        copy.rejected = Map.copyOf(all);
        return copy.done();
    }

    /// True once it was answered at all.
    public boolean isAnswered() {
        return !sentNonce.isEmpty();
    }

    /// Takes over what the target no longer has from the list of refusals.
    Watch forgetRejected(Resources target) {
        if (rejected.keySet().stream().allMatch(name -> name.equals(ALL) || target.has(name))) {
            return this;
        }
        Map<String, Rejection> still = new TreeMap<>(rejected);
        still.keySet().removeIf(name -> !name.equals(ALL) && !target.has(name));
        Copy copy = new Copy(this);
        copy.rejected = Map.copyOf(still);
        return copy.done();
    }

    /// A copy in the making, so that each change names only what it alters.
    private static final class Copy {
        private final Watch of;
        private Wanted wanted;
        private Resources sent;
        private Resources acked;
        private Map<String, Resource> leaving;
        private Set<String> forced;
        private List<List<String>> parts;
        private boolean owed;
        private @Nullable InFlight inFlight;
        private Map<String, Rejection> rejected;
        private String sentNonce;
        private String ackedNonce;

        Copy(Watch of) {
            this.of = of;
            this.wanted = of.wanted;
            this.sent = of.sent;
            this.acked = of.acked;
            this.leaving = of.leaving;
            this.forced = of.forced;
            this.parts = of.parts;
            this.owed = of.owed;
            this.inFlight = of.inFlight;
            this.rejected = of.rejected;
            this.sentNonce = of.sentNonce;
            this.ackedNonce = of.ackedNonce;
        }

        Watch done() {
            return new Watch(
                    of.type,
                    of.delta,
                    wanted,
                    sent,
                    acked,
                    leaving,
                    forced,
                    parts,
                    owed,
                    inFlight,
                    rejected,
                    sentNonce,
                    ackedNonce);
        }
    }
}
