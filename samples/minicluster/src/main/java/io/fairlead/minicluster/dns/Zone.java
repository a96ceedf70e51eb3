package io.fairlead.minicluster.dns;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Everything the name server knows.
///
/// @param entries by full name in lower case, without the final dot
public record Zone(Map<String, Entry> entries) {

    /// The part of all names below which this zone answers for itself.
    public static final String DOMAIN = "cluster.local";

    /// Knows no name.
    public static final Zone EMPTY = new Zone(Map.of());

    public Zone {
        entries = Map.copyOf(entries);
    }

    /// What a name stands for.
    public sealed interface Entry {

        /// One or more addresses.
        record Addresses(List<String> ips) implements Entry {
            public Addresses {
                ips = List.copyOf(ips);
            }
        }

        /// Another name.
        record Alias(String target) implements Entry {}
    }

    /// True where some known name lies below this one.
    boolean hasNamesBelow(String name) {
        return entries.keySet().stream().anyMatch(known -> known.endsWith("." + name));
    }

    static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
