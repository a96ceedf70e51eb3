package io.fairlead.model.mtls;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is migrated as one: a port that the containers of a workload listen on.
public record UnitId(String namespace, String workload, int port) implements Comparable<UnitId> {

    private static final Pattern TEXT =
            Pattern.compile("(?:([a-z0-9-]{1,63})/)?([a-z0-9.-]{1,253}):(\\d{1,5})");
    private static final int PORT_MAX = 65_535;
    private static final Comparator<UnitId> ORDER =
            Comparator.comparing(UnitId::namespace)
                    .thenComparing(UnitId::workload)
                    .thenComparingInt(UnitId::port);

    public UnitId {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException(port + " is no port");
        }
    }

    /// Reads `NAMESPACE/WORKLOAD:PORT`; without a namespace it is `default`. Empty for anything else.
    public static Optional<UnitId> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group(3));
        String namespace = parts.group(1) == null ? "default" : parts.group(1);
        return port < 1 || port > PORT_MAX
                ? Optional.empty()
                : Optional.of(new UnitId(namespace, parts.group(2), port));
    }

    /// The workload, as people write it.
    public String owner() {
        return namespace + "/" + workload;
    }

    @Override
    public int compareTo(UnitId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return owner() + ":" + port;
    }
}
