package io.fairlead.push.session;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Which resources of a type a client wants: everything, or these names, or both.
public record Wanted(boolean everything, Set<String> names) {

    static final String WILDCARD = "*";

    public Wanted {
        names = Set.copyOf(names);
    }

    /// What a first request of a type wants, in delta, and any in state of the world: no name at all is the old way to
    /// say "everything".
    static Wanted of(TypeUrl type, Collection<String> names) {
        boolean everything = names.contains(WILDCARD) || (names.isEmpty() && !type.isNamed());
        return new Wanted(everything, without(names));
    }

    Wanted changed(Collection<String> more, Collection<String> less) {
        if (more.isEmpty() && less.isEmpty()) {
            return this;
        }
        Set<String> next = new HashSet<>(names);
        less.forEach(next::remove);
        next.addAll(more);
        boolean still = everything && !less.contains(WILDCARD);
        return new Wanted(still || more.contains(WILDCARD), without(next));
    }

    public boolean covers(String name) {
        return everything || names.contains(name);
    }

    private static Set<String> without(Collection<String> names) {
        if (!names.contains(WILDCARD)) {
            return Set.copyOf(names);
        }
        Set<String> rest = new HashSet<>(names);
        rest.remove(WILDCARD);
        return rest;
    }
}
