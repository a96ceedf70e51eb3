package io.fairlead.telemetry.intake;

/// Tokens that come back evenly; as many at first as can come back in `windowNanos`. Belongs to one owner at a time.
public final class Budget {
    private final double tokensMax;
    private final double perNano;
    private double tokens;
    private long atNanos;

    public Budget(int tokensMax, long windowNanos, long nowNanos) {
        this.tokensMax = tokensMax;
        this.perNano = (double) tokensMax / windowNanos;
        this.tokens = tokensMax;
        this.atNanos = nowNanos;
    }

    /// Takes tokens; false when there are too few.
    public boolean take(int wanted, long nowNanos) {
        tokens = Math.min(tokensMax, tokens + Math.max(0, nowNanos - atNanos) * perNano);
        atNanos = nowNanos;
        if (tokens < wanted) {
            return false;
        }
        tokens -= wanted;
        return true;
    }
}
