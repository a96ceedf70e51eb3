package io.fairlead.migrate.enforce;

import java.util.EnumMap;
import java.util.Map;

/// What is tried on a port from outside of its pod, and what has to come of it.
public enum Check {
    CLEAR_TEXT("clear text"),
    NO_CERTIFICATE("TLS without a certificate"),
    STRANGER("TLS with a certificate of another trust domain"),
    MESH("mutual TLS of the mesh");

    private final String text;

    Check(String text) {
        this.text = text;
    }

    /// What came of it.
    public enum Seen {
        REFUSED,
        LET_IN,
        /// Nobody answered at the address.
        UNREACHABLE,
        /// It was let in, by somebody who is not who he should be.
        SOMEBODY_ELSE
    }

    /// What is wrong; empty when all is as it has to be.
    public static String wrong(Map<Check, Seen> seen) {
        Map<Check, Seen> all = new EnumMap<>(Check.class);
        all.putAll(seen);
        StringBuilder wrong = new StringBuilder();
        for (Check check : values()) {
            Seen one = all.getOrDefault(check, Seen.UNREACHABLE);
            String is = check.wrong(one);
            if (!is.isEmpty()) {
                wrong.append(wrong.isEmpty() ? "" : "; ").append(is);
            }
        }
        return wrong.toString();
    }

    private String wrong(Seen seen) {
        boolean wanted = this == MESH;
        return switch (seen) {
            case REFUSED -> wanted ? text + " was refused" : "";
            case LET_IN -> wanted ? "" : text + " was let in";
            case UNREACHABLE -> text + ": nobody answered";
            case SOMEBODY_ELSE -> text + ": another identity answered";
        };
    }
}
