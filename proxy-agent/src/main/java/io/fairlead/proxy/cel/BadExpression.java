package io.fairlead.proxy.cel;

import java.util.Objects;

/// A text that is no expression of ours.
final class BadExpression extends Exception {
    private static final long serialVersionUID = 1;

    BadExpression(String why) {
        super(why);
    }

    String why() {
        return Objects.requireNonNull(getMessage());
    }
}
