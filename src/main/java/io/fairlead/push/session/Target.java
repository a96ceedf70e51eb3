package io.fairlead.push.session;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The configuration that a client should have.
///
/// @param version names the snapshot that it was made from; goes into nonces and `version_info`
public record Target(String version, SortedMap<TypeUrl, Resources> byType) {

    public static final Target NONE = new Target("", new TreeMap<>());

    public Target {
        byType = Collections.unmodifiableSortedMap(new TreeMap<>(byType));
    }

    public static Target of(String version, Map<TypeUrl, Resources> byType) {
        return new Target(version, new TreeMap<>(byType));
    }

    /// False until a first configuration is known.
    public boolean isKnown() {
        return !version.isEmpty();
    }

    public Resources of(TypeUrl type) {
        return byType.getOrDefault(type, Resources.NONE);
    }
}
