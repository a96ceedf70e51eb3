package io.fairlead.trace.decode;

import java.util.HashMap;
import java.util.Map;

/// Names come again with each span; each is kept once.
public final class Names {

    private static final int ENTRIES_MAX = 4_096;

    private final Map<String, String> known = new HashMap<>();

    String same(String name) {
        String before = known.putIfAbsent(name, name);
        if (before != null) {
            return before;
        }
        if (known.size() > ENTRIES_MAX) {
            known.clear();
        }
        return name;
    }
}
