package io.fairlead.proxy.meter;

/// Why a response is not simply what the upstream said, in the short form that access log and metrics print. A set of
/// flags is an `int` of [#bit]s, because one is kept for every request.
public enum ResponseFlag {
    /// No healthy host in the cluster.
    UH,
    /// Upstream connection failure.
    UF,
    /// Upstream overflow: a circuit breaker is open.
    UO,
    /// No route, or no filter chain for the connection.
    NR,
    /// Upstream retry limit or connection attempts exceeded.
    URX,
    /// The route's cluster is not known.
    NC,
    /// Downstream connection was open for too long.
    DT,
    /// Downstream connection termination.
    DC,
    /// Local reset by us.
    LR,
    /// Upstream remote reset.
    UR,
    /// Upstream connection termination.
    UC,
    /// Delayed by fault injection.
    DI,
    /// Aborted by fault injection.
    FI,
    /// Rate limited.
    RL,
    /// Refused by authorization.
    UAEX,
    /// Upstream request timeout.
    UT,
    /// Stream idle timeout.
    SI,
    /// Downstream protocol error.
    DPE,
    /// Upstream protocol error.
    UPE,
    /// Upstream maximum stream duration reached.
    UMSDR;

    private static final ResponseFlag[] ALL = values();

    /// This flag as a member of a set.
    @SuppressWarnings("EnumOrdinal") // The bit lives only in this process.
    public int bit() {
        return 1 << ordinal();
    }

    /// A set as users see it: `-` when empty, else the short names joined by commas. Constant strings for sets of one.
    public static String text(int set) {
        if (set == 0) {
            return "-";
        }
        if (Integer.bitCount(set) == 1) {
            return ALL[Integer.numberOfTrailingZeros(set)].name();
        }
        var text = new StringBuilder();
        for (ResponseFlag flag : ALL) {
            if ((set & flag.bit()) != 0) {
                text.append(text.isEmpty() ? "" : ",").append(flag.name());
            }
        }
        return text.toString();
    }
}
