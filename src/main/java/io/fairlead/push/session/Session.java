package io.fairlead.push.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One stream: a value that requests and new configuration lead from one state to the next.
///
/// ```
///           receive(ask)                        poll(now)
///  client ───────────────▶ Session ◀──────────  shell: while it may write
///  target ───────────────▶   │ │
///            aim(target)     │ └─ Optional<Step>: the next answer
///                            └─── News: what the request meant
/// ```
///
/// Of each type one answer at most is unanswered. Among types: clusters, endpoints, listeners, routes, virtual hosts
/// that come apart. A route that is new waits ([Hold]) until the endpoints of all new clusters are acknowledged; what
/// is gone is told last, when nothing refers to it any more ([Standing]).
///
/// @param watches what the client asked for, in the order of pushing
/// @param answers how many answers were given; makes nonces unique
public record Session(
        SortedMap<TypeUrl, Watch> watches,
        Target target,
        Hold hold,
        long answers,
        SessionLimits limits) {

    public Session {
        watches = Collections.unmodifiableSortedMap(new TreeMap<>(watches));
    }

    /// A request led here.
    public record Received(Session session, News news) {}

    /// An answer to be sent, and the state after it.
    public record Step(Session session, Answer answer) {}

    public static Session start(SessionLimits limits) {
        return new Session(new TreeMap<>(), Target.NONE, Hold.NONE, 0, limits);
    }

    /// From now on the client should have this.
    public Session aim(Target next) {
        SortedMap<TypeUrl, Watch> all = new TreeMap<>();
        watches.forEach((type, watch) -> all.put(type, watch.forgetRejected(next.of(type))));
        return new Session(all, next, hold, answers, limits);
    }

    /// A request came. Whatever it says, no more names and types are kept than the limits allow.
    public Received receive(Ask ask) {
        Received received = read(ask.sharing(target.of(ask.type())));
        Watch after = received.session().watches.get(ask.type());
        return after != null && after.wanted().names().size() > limits.namesMax()
                ? excessive(ask.type())
                : received;
    }

    private Received read(Ask ask) {
        Watch watch = watches.get(ask.type());
        if (watch == null) {
            return subscribe(ask);
        }
        if (ask.nonce().isEmpty()) {
            // While an answer is on its way, a client without a nonce is one that has not seen it
            // yet.
            boolean anew = ask instanceof Ask.Sotw && watch.inFlight() == null;
            return anew ? subscribe(ask) : change(watch, ask);
        }
        Watch.InFlight flight = watch.inFlight();
        if (flight == null || !flight.nonce().equals(ask.nonce())) {
            boolean repeats = flight == null && ask.nonce().equals(watch.sentNonce());
            return repeats || ask instanceof Ask.Delta
                    ? new Received(changed(watch, ask), stale(watch, ask))
                    : new Received(this, new News.Stale(ask.type(), ask.nonce()));
        }
        Received answered = answered(watch, ask, flight);
        Watch after = answered.session().watches.get(ask.type());
        Session next = after == null ? answered.session() : answered.session().changed(after, ask);
        return new Received(next, answered.news());
    }

    private static News stale(Watch watch, Ask ask) {
        return ask.nonce().equals(watch.sentNonce())
                ? new News.Asked(ask.type())
                : new News.Stale(ask.type(), ask.nonce());
    }

    /// What goes next, if anything may go.
    public Optional<Step> poll(Instant now) {
        Session at = withHold(hold.expired(now, limits.holdMax(), this::warms));
        for (Watch watch : at.watches.values()) {
            if (watch.inFlight() == null && !at.isHeld(watch)) {
                Optional<Step> step = at.next(watch, now);
                if (step.isPresent()) {
                    return step;
                }
            }
        }
        return Optional.empty();
    }

    /// The same; what a client said of itself, when it came back, is kept no longer than it differs from the target.
    public Session caughtUp() {
        Session next = this;
        for (Watch watch : watches.values()) {
            Resources same = target.of(watch.type());
            if (!watch.sent().equals(same) && standing().isQuiet(watch.type())) {
                next = next.with(watch.has(same));
            }
        }
        return next;
    }

    /// When to poll again although nothing was received.
    public Optional<Instant> wakeAt() {
        return hold.deadline(limits.holdMax());
    }

    /// True when the client has (or has refused) everything that it wants of the target.
    public boolean isQuiet() {
        return standing().isQuiet();
    }

    private Received subscribe(Ask ask) {
        if (watches.size() >= limits.typesMax() && !watches.containsKey(ask.type())) {
            String reason = "at most " + limits.typesMax() + " resource types on a stream";
            return new Received(this, new News.Excessive(ask.type(), reason));
        }
        Watch watch = Watch.first(ask);
        Session next = with(watch).asked(ask, List.copyOf(watch.wanted().names()));
        Watch endpoints = next.watches.get(TypeUrl.ENDPOINT);
        if (ask.type().equals(TypeUrl.CLUSTER) && endpoints != null) {
            // A client that asks for clusters again warms all of them again
            // (envoyproxy/envoy#13009).
            next = next.with(endpoints.force(endpoints.wanted().names()));
        }
        return new Received(next, new News.Asked(ask.type()));
    }

    private Received change(Watch watch, Ask ask) {
        Session next = changed(watch, ask);
        Watch endpoints = next.watches.get(TypeUrl.ENDPOINT);
        boolean more = ask instanceof Ask.Delta delta && !delta.more().isEmpty();
        if (ask.type().equals(TypeUrl.CLUSTER) && endpoints != null && more) {
            next = next.with(endpoints.force(endpoints.wanted().names()));
        }
        return new Received(next, new News.Asked(ask.type()));
    }

    private Received excessive(TypeUrl type) {
        String reason = "at most %d resources of %s".formatted(limits.namesMax(), type.shortName());
        return new Received(this, new News.Excessive(type, reason));
    }

    /// Takes the change of a subscription that comes with a request.
    private Session changed(Watch watch, Ask ask) {
        return switch (ask) {
            case Ask.Delta delta when delta.more().isEmpty() && delta.less().isEmpty() -> this;
            case Ask.Delta delta -> {
                Wanted next = watch.wanted().changed(delta.more(), delta.less());
                yield with(watch.subscribe(next, delta.more())).asked(ask, delta.more());
            }
            case Ask.Sotw sotw -> {
                Wanted next = Wanted.of(sotw.type(), sotw.names());
                if (next.equals(watch.wanted())) {
                    yield this;
                }
                List<String> anew = new ArrayList<>(next.names());
                anew.removeAll(watch.wanted().names());
                yield with(watch.subscribe(next, anew)).asked(ask, anew);
            }
        };
    }

    private Session asked(Ask ask, List<String> more) {
        return ask.type().equals(TypeUrl.ENDPOINT) && !more.isEmpty()
                ? withHold(hold.asked())
                : this;
    }

    /// The client spoke of the answer that it got last.
    private Received answered(Watch watch, Ask ask, Watch.InFlight flight) {
        Ask.@Nullable Refusal refusal = ask.refusal();
        if (refusal == null) {
            Session next = with(watch.acknowledge(flight));
            return new Received(
                    next.warmed(watch.type(), flight),
                    new News.Acked(watch.type(), flight.nonce()));
        }
        Rejection rejection =
                new Rejection(
                        watch.type(),
                        flight.nonce(),
                        flight.whole() ? List.of() : flight.names(),
                        refusal.code(),
                        refusal.message());
        Watch refused = watch.refuse(flight, rejection);
        boolean split = !flight.whole() && flight.names().size() > 1;
        News news =
                split
                        ? new News.Doubted(watch.type(), rejection)
                        : new News.Refused(watch.type(), rejection);
        return new Received(with(refused).settled(), news);
    }

    /// Endpoints that were acknowledged warm their clusters; clusters that were altered need their endpoints again.
    private Session warmed(TypeUrl type, Watch.InFlight flight) {
        if (type.equals(TypeUrl.ENDPOINT)) {
            return withHold(hold.warmed(flight.names())).settled();
        }
        Watch endpoints = watches.get(TypeUrl.ENDPOINT);
        if (!type.equals(TypeUrl.CLUSTER) || endpoints == null) {
            return settled();
        }
        List<String> again = new ArrayList<>(hold.warming());
        if (endpoints.inFlight() != null) {
            again.removeAll(endpoints.inFlight().names());
        }
        return with(endpoints.force(again)).settled();
    }

    private Session settled() {
        Watch clusters = watches.get(TypeUrl.CLUSTER);
        boolean settled = clusters == null || (clusters.inFlight() == null && !hasMore(clusters));
        return withHold(hold.settled(settled));
    }

    /// Listeners and routes wait for clusters, unless the client has none of them yet.
    private boolean isHeld(Watch watch) {
        boolean refers =
                watch.type().equals(TypeUrl.LISTENER)
                        || watch.type().equals(TypeUrl.ROUTE)
                        || watch.type().equals(TypeUrl.VIRTUAL_HOST);
        return refers && watch.isAnswered() && hold.isActive();
    }

    private Optional<Step> next(Watch watch, Instant now) {
        if (!watch.parts().isEmpty()) {
            return part(watch, now);
        }
        Resources wanted = target.of(watch.type());
        if (watch.isSettled(wanted)) {
            return Optional.empty();
        }
        Draft draft = Draft.of(watch, wanted, standing().release(watch.type()));
        if (draft.isEmpty() && !watch.owed()) {
            return Optional.empty();
        }
        List<List<Resource>> parts =
                draft.whole() ? List.of(draft.resources()) : split(draft.resources());
        List<Resource> first = parts.isEmpty() ? List.of() : parts.getFirst();
        List<List<String>> rest = parts.stream().skip(1).map(Session::names).toList();
        List<String> names = draft.whole() ? List.copyOf(draft.fresh()) : names(first);
        List<String> removed = watch.delta() ? draft.removed() : List.of();
        Watch.InFlight flight =
                new Watch.InFlight(
                        nonce(),
                        names,
                        removed,
                        rest.isEmpty() ? wanted : watch.acked(),
                        draft.whole());
        Session after = with(watch.told(draft, wanted, flight, rest));
        if (watch.type().equals(TypeUrl.CLUSTER)) {
            after = after.withHold(warming(draft.fresh(), draft.removed(), now)).rewarm(names);
        }
        if (watch.type().equals(TypeUrl.ROUTE)) {
            after = after.rehost(names);
        }
        return Optional.of(after.step(watch, flight, first, removed));
    }

    private Optional<Step> part(Watch watch, Instant now) {
        Resources wanted = target.of(watch.type());
        List<Resource> resources = new ArrayList<>();
        for (String name : watch.parts().getFirst()) {
            Resource resource = wanted.get(name);
            if (resource != null && watch.wanted().covers(name)) {
                resources.add(resource);
            }
        }
        Watch told = watch.withPart(resources);
        if (resources.isEmpty()) {
            return with(told).settled().poll(now);
        }
        Resources result = hasMore(told) ? watch.acked() : told.sent();
        Watch.InFlight flight =
                new Watch.InFlight(nonce(), names(resources), List.of(), result, false);
        Session after = with(told.inFlight(flight));
        if (watch.type().equals(TypeUrl.CLUSTER)) {
            after = after.rewarm(flight.names());
        }
        return Optional.of(after.step(watch, flight, resources, List.of()));
    }

    /// Endpoints go again right behind clusters that were altered: Envoy acknowledges these only once they are warm.
    private Session rewarm(List<String> clusters) {
        Watch endpoints = watches.get(TypeUrl.ENDPOINT);
        return endpoints == null ? this : with(endpoints.force(clusters));
    }

    /// Virtual hosts go right behind a route configuration that has them apart: a stock Envoy does not ask for those of
    /// a route that it gets later.
    private Session rehost(List<String> routes) {
        Watch hosts = watches.get(TypeUrl.VIRTUAL_HOST);
        Resources all = target.of(TypeUrl.VIRTUAL_HOST);
        if (hosts == null || !hosts.isAnswered() || all.size() == 0) {
            return this;
        }
        return with(
                hosts.force(
                        all.all().stream()
                                .map(Resource::name)
                                .filter(name -> routes.contains(Standing.routeOf(name)))
                                .toList()));
    }

    private Step step(
            Watch watch, Watch.InFlight flight, List<Resource> resources, List<String> removed) {
        Answer answer =
                new Answer(
                        watch.delta(),
                        watch.type(),
                        target.version(),
                        flight.nonce(),
                        resources,
                        removed);
        Session after = new Session(watches, target, hold, answers + 1, limits);
        return new Step(after, answer);
    }

    private Hold warming(Set<String> fresh, List<String> removed, Instant now) {
        Resources endpoints = target.of(TypeUrl.ENDPOINT);
        List<String> cold =
                fresh.stream()
                        .filter(endpoints::has)
                        .filter(name -> !hold.unasked() || warms(name))
                        .toList();
        Hold less = hold.warmed(removed);
        return fresh.isEmpty() ? less : less.warm(cold, now);
    }

    /// True when the client asked for the endpoints of this cluster.
    private boolean warms(String cluster) {
        Watch endpoints = watches.get(TypeUrl.ENDPOINT);
        return endpoints != null && endpoints.wanted().covers(cluster);
    }

    private Standing standing() {
        return new Standing(watches, target);
    }

    private boolean hasMore(Watch watch) {
        return standing().hasMore(watch);
    }

    private List<List<Resource>> split(List<Resource> resources) {
        List<List<Resource>> parts = new ArrayList<>();
        List<Resource> part = new ArrayList<>();
        int bytes = 0;
        for (Resource resource : resources) {
            if (!part.isEmpty() && bytes + resource.bytes() > limits.answerBytesMax()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(resource);
            bytes += resource.bytes();
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private String nonce() {
        return target.version() + "/" + (answers + 1);
    }

    private static List<String> names(List<Resource> resources) {
        return resources.stream().map(Resource::name).toList();
    }

    private Session with(Watch watch) {
        SortedMap<TypeUrl, Watch> next = new TreeMap<>(watches);
        next.put(watch.type(), watch);
        return new Session(next, target, hold, answers, limits);
    }

    private Session withHold(Hold next) {
        return next.equals(hold) ? this : new Session(watches, target, next, answers, limits);
    }
}
