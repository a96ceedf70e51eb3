package io.fairlead.minicluster.api.cel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of a resource, as Kubernetes writes it: `1.5Gi`, `200m`, `1e3`. Whatever is finer than a billionth is
/// rounded away from zero; what is beyond a `long` is cut to its ends, and no integer.
record Quantity(BigDecimal amount) implements Comparable<Quantity> {

    private static final int LENGTH_MAX = 128;
    private static final Pattern TEXT =
            Pattern.compile(
                    "([+-]?(?:\\d+\\.?\\d*|\\.\\d+)|(?=.))(?:([KMGTPE])i|([numkMGTPE])|[eE]([+-]?\\d{1,3}))?");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1_024);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int FINEST = 9;

    Quantity {
        amount =
                amount.setScale(FINEST, RoundingMode.UP)
                        .min(MAX)
                        .max(MAX.negate())
                        .stripTrailingZeros();
    }

    static boolean isOne(String text) {
        return text.length() <= LENGTH_MAX && TEXT.matcher(text).matches();
    }

    static Quantity of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!isOne(text) || !parts.matches()) {
            throw new IllegalArgumentException(
                    "quantities must match the regular expression '%s': \"%s\""
                            .formatted(TEXT, text));
        }
        String number = part(parts, 1);
        int power =
                parts.group(4) == null
                        ? 3 * ("num kMGTPE".indexOf(part(parts, 3)) - 3)
                        : Integer.parseInt(part(parts, 4));
        return new Quantity(
                new BigDecimal(number.isEmpty() ? "0" : number)
                        .multiply(KIBI.pow(" KMGTPE".indexOf(part(parts, 2))))
                        .scaleByPowerOfTen(power));
    }

    /// A blank where nothing is written, which is no power.
    private static String part(Matcher parts, int group) {
        return Objects.requireNonNullElse(parts.group(group), " ");
    }

    Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount));
    }

    Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount));
    }

    boolean isInteger() {
        return amount.scale() <= 0 && amount.abs().compareTo(MAX) < 0;
    }

    long asInteger() {
        if (!isInteger()) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return amount.longValueExact();
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }
}
