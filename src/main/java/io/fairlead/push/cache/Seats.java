package io.fairlead.push.cache;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Resources.Layer;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.translate.Encodings;
import io.fairlead.translate.Translator;
import io.fairlead.translate.input.Handover;
import io.fairlead.translate.input.InputKey;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyClass;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who sits where: proxies of the same classes share a seat and its target. Belongs to one thread; no threads, time or
/// streams in here, so that a test can drive it.
///
/// @param <M> a member
public final class Seats<M> {

    /// A member that should have something new.
    public record Moved<M>(M member, Target target) {}

    /// What clients get that are neither sidecars nor gateways: they are not served yet.
    private static final Target NOTHING = new Target("none", new TreeMap<>());

    private record Seat(List<ProxyClass> classes, Target target) {}

    private static final class Place {
        private final Proxy proxy;
        private @Nullable ProxyView facts;
        private @Nullable Seat seat;

        Place(Proxy proxy) {
            this.proxy = proxy;
        }
    }

    private final Function<Long, String> versionName;
    private final Encodings encodings = new SharedEncodings();
    private final Map<M, Place> places = new LinkedHashMap<>();
    private final Map<ProxyClass, ClassState> classes = new HashMap<>();
    private final Map<List<ProxyClass>, Seat> seats = new HashMap<>();
    private MeshView view = MeshView.of(MeshSnapshot.EMPTY);
    private Handover handover = Handover.settled(List.of());
    private Map<PodRef, SortedSet<Integer>> trials = Map.of();

    /// @param versionName names a snapshot by its version
    public Seats(Function<Long, String> versionName) {
        this.versionName = versionName;
    }

    /// A proxy came. Returns what it should have.
    public Target join(M member, Proxy proxy) {
        Place place = new Place(proxy);
        places.put(member, place);
        settle(place, true);
        return targetOf(place);
    }

    /// Forgets what was translated: the next step makes everything anew. For the case that one was left half done.
    public void forget() {
        classes.clear();
        seats.clear();
        places.values().forEach(place -> place.facts = null);
    }

    public void leave(M member) {
        places.remove(member);
    }

    public int size() {
        return places.size();
    }

    /// The mesh moved on. Returns the members whose configuration is another now.
    ///
    /// @param podsChanged true when a pod or its labels may differ
    public List<Moved<M>> step(Set<InputKey> changed, MeshSnapshot snapshot, boolean podsChanged) {
        Handover before = handover;
        handover =
                places.isEmpty()
                        ? Handover.settled(snapshot.peerAuthentications())
                        : handover.toward(snapshot.peerAuthentications());
        Set<InputKey> all = new HashSet<>(changed);
        all.addAll(handover.changedSince(before));
        return step(all, view.next(snapshot, handover), podsChanged);
    }

    /// True while proxies that were moved last have to acknowledge that before the next ones are.
    public boolean isHandingOver() {
        return !handover.isSettled();
    }

    /// All that were moved have acknowledged it, or were waited for long enough. Returns the members whose
    /// configuration is another now.
    public List<Moved<M>> handOver() {
        Handover before = handover;
        handover = handover.next();
        return step(handover.changedSince(before), view.next(view.snapshot(), handover), false);
    }

    private List<Moved<M>> step(Set<InputKey> changed, MeshView next, boolean podsChanged) {
        Set<String> asked = view.labelsAsked();
        view = next;
        boolean regroup = podsChanged || !asked.equals(view.labelsAsked());
        classes.replaceAll((_, state) -> state.next(changed, view));
        Map<List<ProxyClass>, Seat> old = Map.copyOf(seats);
        seats.clear();
        Set<ProxyClass> used = new HashSet<>();
        List<Moved<M>> moved = new ArrayList<>();
        places.forEach((member, place) -> {
            Target before = targetOf(place);
            if (regroup || place.seat == null) {
                settle(place, podsChanged);
            } else {
                place.seat = seat(place.seat.classes(), old.get(place.seat.classes()));
            }
            if (place.seat != null) {
                used.addAll(place.seat.classes());
            }
            if (!targetOf(place).equals(before)) {
                moved.add(new Moved<>(member, targetOf(place)));
            }
        });
        classes.keySet().retainAll(used);
        return moved;
    }

    /// Other ports of stock Envoys try STRICT now. Returns the members whose configuration is another.
    public List<Moved<M>> trials(Map<PodRef, SortedSet<Integer>> wished) {
        trials = Map.copyOf(wished);
        List<Moved<M>> moved = new ArrayList<>();
        places.forEach((member, place) -> {
            ProxyView facts = place.facts;
            if (facts != null && !facts.trials().equals(tried(place.proxy))) {
                Target before = targetOf(place);
                settle(place, false);
                if (!targetOf(place).equals(before)) {
                    moved.add(new Moved<>(member, targetOf(place)));
                }
            }
        });
        return moved;
    }

    /// Our own sidecar hears of trials elsewhere, and takes them back by itself.
    private SortedSet<Integer> tried(Proxy proxy) {
        Optional<PodRef> pod = proxy.isStock() ? proxy.pod() : Optional.empty();
        return pod.map(trials::get).orElseGet(TreeSet::new);
    }

    private static Target targetOf(Place place) {
        Seat seat = place.seat;
        return seat == null ? NOTHING : seat.target();
    }

    private void settle(Place place, boolean learn) {
        if (!place.proxy.isServed()) {
            return;
        }
        ProxyView facts = place.facts;
        if (facts == null || learn) {
            facts = Facts.of(place.proxy, view.snapshot());
        }
        facts = facts.trying(tried(place.proxy));
        place.facts = facts;
        place.seat = seat(Translator.classes(facts, view), place.seat);
    }

    /// The seat of these classes; keeps as much of the old target as still holds.
    private Seat seat(List<ProxyClass> wanted, @Nullable Seat before) {
        Seat found = seats.get(wanted);
        if (found != null) {
            return found;
        }
        Target old = before == null ? Target.NONE : before.target();
        SortedMap<TypeUrl, Resources> byType = new TreeMap<>();
        boolean same = before != null;
        for (ResourceType type : ResourceType.values()) {
            List<Layer> layers = wanted.stream().map(c -> state(c).layer(type)).toList();
            Resources was = old.of(ClassState.url(type));
            Resources now = was.layers().equals(layers) ? was : Resources.layered(layers);
            same &= now == was;
            byType.put(ClassState.url(type), now);
        }
        String version = versionName.apply(view.snapshot().version());
        Seat seat = new Seat(wanted, same ? old : new Target(version, byType));
        seats.put(wanted, seat);
        return seat;
    }

    private ClassState state(ProxyClass proxyClass) {
        return classes.computeIfAbsent(proxyClass, c -> ClassState.of(c, view, encodings));
    }
}
