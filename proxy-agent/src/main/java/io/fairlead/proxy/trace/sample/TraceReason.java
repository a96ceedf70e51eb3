package io.fairlead.proxy.trace.sample;

/// Why a request is traced. A request id that is a UUID says it in the place of the UUID's version, so that every proxy
/// and every log line knows.
public enum TraceReason {
    NOT_TRACED('4'),
    /// By chance.
    SAMPLED('9'),
    /// Header `x-envoy-force-trace`.
    FORCED('a'),
    /// Header `x-client-trace-id`.
    CLIENT('b');

    private static final int UUID_LENGTH = 36;
    private static final int PLACE = 14;

    private final char digit;

    TraceReason(char digit) {
        this.digit = digit;
    }

    /// Whether an id has a place for a reason.
    static boolean fits(String id) {
        if (id.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < 8; i++) {
            if (Character.digit(id.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /// The reason in an id.
    static TraceReason of(String id) {
        return switch (id.charAt(PLACE)) {
            case '9' -> SAMPLED;
            case 'a' -> FORCED;
            case 'b' -> CLIENT;
            default -> NOT_TRACED;
        };
    }

    /// The id with this reason.
    String in(String id) {
        return id.charAt(PLACE) == digit
                ? id
                : id.substring(0, PLACE) + digit + id.substring(PLACE + 1);
    }
}
