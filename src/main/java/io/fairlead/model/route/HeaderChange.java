package io.fairlead.model.route;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Header manipulation of one direction.
public record HeaderChange(
        SortedMap<String, String> set, SortedMap<String, String> add, List<String> remove) {
    public static final HeaderChange NONE =
            new HeaderChange(new TreeMap<>(), new TreeMap<>(), List.of());

    public HeaderChange {
        set = Sorted.copy(set);
        add = Sorted.copy(add);
        remove = List.copyOf(remove);
    }

    public boolean isEmpty() {
        return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
}
