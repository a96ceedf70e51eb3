package io.fairlead.proxy.model;

import java.util.List;

/// Changes of headers: removals first, then the others in order.
///
/// @param remove lower case
public record HeaderMutations(List<Set> set, List<String> remove) {
    public static final HeaderMutations NONE = new HeaderMutations(List.of(), List.of());

    public HeaderMutations {
        set = List.copyOf(set);
        remove = List.copyOf(remove);
    }

    /// True when there is nothing to do.
    public boolean isEmpty() {
        return set.isEmpty() && remove.isEmpty();
    }

    /// One header.
    ///
    /// @param name as it is sent
    /// @param value Envoy's format with command operators (`%REQ(x)%`)
    /// @param keepEmpty send it even if the value comes out empty
    public record Set(String name, String value, Mode mode, boolean keepEmpty) {}

    /// What is done about a header of that name that is already there.
    public enum Mode {
        APPEND,
        ADD_IF_ABSENT,
        OVERWRITE,
        OVERWRITE_IF_EXISTS
    }
}
