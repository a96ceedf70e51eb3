package io.fairlead.minicluster.demo;

import java.util.List;

/// The demo can't start; nothing was started or changed.
public final class DemoRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    /// @param reasons each a sentence with its fix
    public DemoRefused(List<String> reasons) {
        super(String.join("\n", reasons));
        this.reasons = List.copyOf(reasons);
    }

    /// Everything that is in the way.
    public List<String> reasons() {
        return reasons;
    }
}
