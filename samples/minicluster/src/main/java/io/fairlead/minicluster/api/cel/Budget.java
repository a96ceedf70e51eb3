package io.fairlead.minicluster.api.cel;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What expressions may cost, one and all together: each step 1, and a tenth of the length of what it gives.
public final class Budget {

    private static final int CALL_MAX = 1_000_000;
    private static final int OBJECT_MAX = 10_000_000;
    private static final int CONDITIONS_MAX = 2_500_000;
    private static final int LENGTH_A_STEP = 10;

    private long left;
    private long call;

    private Budget(long left) {
        this.left = left;
    }

    /// Of all rules of an object.
    static Budget ofObject() {
        return new Budget(OBJECT_MAX);
    }

    /// Of all match conditions of a webhook.
    public static Budget ofConditions() {
        return new Budget(CONDITIONS_MAX);
    }

    /// Another expression begins.
    void begin() {
        call = CALL_MAX;
    }

    void spend(@Nullable Object made) {
        long cost = 1L + length(made) / LENGTH_A_STEP;
        left -= cost;
        call -= cost;
        if (isOverdrawn()) {
            throw new IllegalStateException("the cost is over the limit");
        }
    }

    /// Did the expression that began last cost more than there was?
    boolean isOverdrawn() {
        return call < 0 || isSpent();
    }

    /// Is nothing left for any expression?
    boolean isSpent() {
        return left < 0;
    }

    private static int length(@Nullable Object made) {
        return switch (made) {
            case String text -> text.length();
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> 0;
        };
    }
}
