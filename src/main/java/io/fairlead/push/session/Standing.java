package io.fairlead.push.session;

import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;

/// How far a client is behind its target, and what it may be told as gone.
record Standing(SortedMap<TypeUrl, Watch> watches, Target target) {

    /// What is gone may be told when nothing refers to it: clusters after routes, endpoints after clusters, routes
    /// after listeners, virtual hosts after their routes. A host whose route stays goes with the change that it is part
    /// of: another host may have taken its names over.
    Predicate<String> release(TypeUrl type) {
        boolean quiet = mayRelease(type);
        return type.equals(TypeUrl.VIRTUAL_HOST)
                ? name -> quiet || target.of(TypeUrl.ROUTE).has(routeOf(name))
                : _ -> quiet;
    }

    private boolean mayRelease(TypeUrl type) {
        if (type.equals(TypeUrl.CLUSTER)) {
            return isQuiet(TypeUrl.LISTENER)
                    && isQuiet(TypeUrl.ROUTE)
                    && isQuiet(TypeUrl.VIRTUAL_HOST);
        }
        if (type.equals(TypeUrl.ENDPOINT)) {
            return isQuiet(TypeUrl.CLUSTER);
        }
        if (type.equals(TypeUrl.VIRTUAL_HOST)) {
            return isQuiet(TypeUrl.LISTENER) && isQuiet(TypeUrl.ROUTE);
        }
        return !type.equals(TypeUrl.ROUTE) || isQuiet(TypeUrl.LISTENER);
    }

    /// The route configuration that a virtual host is part of.
    static String routeOf(String host) {
        return host.substring(0, Math.max(0, host.indexOf('/')));
    }

    /// True when the client has (or has refused) everything that it wants of the target.
    boolean isQuiet() {
        return watches.keySet().stream().allMatch(this::isQuiet);
    }

    /// The same of one type.
    boolean isQuiet(TypeUrl type) {
        Watch watch = watches.get(type);
        if (watch == null) {
            return true;
        }
        return watch.inFlight() == null
                && watch.rejected().isEmpty()
                && !watch.owed()
                && !hasMore(watch)
                && isUpToDate(watch);
    }

    /// True when there is nothing to tell, were all that is gone told: as [Draft] would find.
    private boolean isUpToDate(Watch watch) {
        Resources all = target.of(watch.type());
        if (!watch.forced().isEmpty() || !all.hasAll(watch.leaving().keySet())) {
            return false;
        }
        Resources.Difference difference = all.since(watch.sent());
        return difference.changed().stream().noneMatch(r -> watch.wanted().covers(r.name()))
                && difference.removed().stream().noneMatch(watch.wanted()::covers);
    }

    /// True when something of the parts is still to be told: their names may be gone, or unwanted, by now.
    boolean hasMore(Watch watch) {
        if (watch.parts().isEmpty()) {
            return false;
        }
        Resources wanted = target.of(watch.type());
        return watch.parts().stream()
                .flatMap(List::stream)
                .anyMatch(name -> watch.wanted().covers(name) && wanted.has(name));
    }
}
