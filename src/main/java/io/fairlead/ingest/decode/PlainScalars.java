package io.fairlead.ingest.decode;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/// What an unquoted word of YAML means. The rules are those of Kubernetes' own parser, so that a file means the same
/// here and there.
final class PlainScalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N");
    private static final Pattern INT =
            Pattern.compile("[-+]?(0|[1-9][0-9_]*|0[0-7_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+)");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9_]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE =
            Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /// Longer words are text: no number of any field has so many digits, and parsing one costs its square.
    private static final int WORD_MAX = 64;

    private PlainScalars() {}

    static Tree.Scalar read(int line, String text) {
        if (text.length() > WORD_MAX) {
            return new Tree.Scalar(line, Tree.Type.STRING, text);
        }
        if (NULLS.contains(text)) {
            return new Tree.Scalar(line, Tree.Type.NULL, "");
        }
        if (TRUE.contains(text)) {
            return new Tree.Scalar(line, Tree.Type.BOOL, "true");
        }
        if (FALSE.contains(text)) {
            return new Tree.Scalar(line, Tree.Type.BOOL, "false");
        }
        if (INT.matcher(text).matches()) {
            return new Tree.Scalar(line, Tree.Type.INT, decimal(text));
        }
        if (FLOAT.matcher(text).matches() || NOT_FINITE.matcher(text).matches()) {
            return new Tree.Scalar(line, Tree.Type.FLOAT, text.replace("_", ""));
        }
        return new Tree.Scalar(line, Tree.Type.STRING, text);
    }

    private static String decimal(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        String bare = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        int radix = 10;
        if (bare.startsWith("0x")) {
            radix = 16;
        } else if (bare.startsWith("0b")) {
            radix = 2;
        } else if (bare.startsWith("0o") || (bare.startsWith("0") && bare.length() > 1)) {
            radix = 8;
        }
        String plain = bare.replaceFirst("^0[xbo]", "");
        String value = new BigInteger(plain.isEmpty() ? "0" : plain, radix).toString();
        return negative ? "-" + value : value;
    }
}
