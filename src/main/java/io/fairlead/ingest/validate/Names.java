package io.fairlead.ingest.validate;

import com.google.re2j.PatternSyntaxException;
import io.fairlead.model.config.Problem.Told;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rules that many objects share: hosts, header names, labels, expressions, namespaces of exportTo.
record Names(Findings findings) {
    private static final int HOST_MAX = 253;
    private static final Pattern HOST =
            Pattern.compile(
                    "(\\*|\\*?[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?|\\*-[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])"
                            + "(\\.[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?)*\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern HEADER = Pattern.compile(":?[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LABEL_VALUE =
            Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Set<String> EXPORT_WORDS = Set.of(".", "*", "~");

    /// A host that may begin with a wildcard.
    void host(String host, String field) {
        boolean right =
                host.length() <= HOST_MAX
                        && (HOST.matcher(host).matches() || IPV6.matcher(host).matches());
        if (!right) {
            findings.error(
                    "bad-host",
                    field,
                    new Told(
                            host.isEmpty() ? "the host is empty" : "\"" + host + "\" is not a host",
                            "a host is a DNS name, with a wildcard only as its first part",
                            "write a name such as cart or cart.shop.svc.cluster.local"));
        }
    }

    void dnsLabel(String name, String field, String what) {
        if (!DNS_LABEL.matcher(name).matches()) {
            findings.error(
                    "bad-name",
                    field,
                    new Told(
                            name.isEmpty() ? what + " is empty" : "\"" + name + "\" is no " + what,
                            what + " is made of lower case letters, digits and \"-\", at most 63",
                            "rename it"));
        }
    }

    void header(String name, String field) {
        if (!HEADER.matcher(name).matches()) {
            findings.error(
                    "bad-header-name",
                    field,
                    new Told(
                            "\"" + name + "\" is not a header name",
                            "header names are letters, digits and !#$%&'*+.^_`|~-",
                            "correct the name"));
        }
    }

    void labels(Map<String, String> labels, String field) {
        labels.forEach((key, value) -> {
            if (!LABEL_VALUE.matcher(value).matches()) {
                findings.error(
                        "bad-label",
                        field + "." + key,
                        new Told(
                                "\"" + value + "\" is not a label's value",
                                "labels are letters, digits, \"-\", \"_\" and \".\", at most 63",
                                "write the value that the pods carry"));
            }
        });
    }

    /// An expression in RE2's syntax, as Envoy reads it.
    void regex(String expression, String field) {
        if (expression.length() > 1024) {
            findings.error(
                    "bad-regex",
                    field,
                    new Told(
                            "the expression has " + expression.length() + " characters",
                            "an expression has at most 1024",
                            "shorten it"));
            return;
        }
        if (Repetitions.tooMany(expression)) {
            findings.error(
                    "bad-regex",
                    field,
                    new Told(
                            "the repetitions of \""
                                    + expression
                                    + "\" multiply to more than it may cost",
                            "they repeat at most %d times, and at most %d groups stand in each other"
                                    .formatted(Repetitions.TIMES_MAX, Repetitions.DEPTH_MAX),
                            "repeat less, or use * and +"));
            return;
        }
        try {
            com.google.re2j.Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            findings.error(
                    "bad-regex",
                    field,
                    new Told(
                            "\"" + expression + "\" is not an expression: " + e.getDescription(),
                            "regular expressions are RE2's: no look-around, no back references",
                            "correct the expression"));
        }
    }

    void port(int port, String field) {
        if (port < 1 || port > 65_535) {
            findings.error(
                    "bad-port",
                    field,
                    new Told(
                            port + " is not a port",
                            "ports are 1 to 65535",
                            "write the service's port"));
        }
    }

    void exportTo(List<String> exportTo, String field) {
        if (exportTo.stream().distinct().count() < exportTo.size()) {
            Told told = new Told("a namespace is named twice", "each is named once", "remove one");
            findings.error("bad-export", field, told);
        }
        if (exportTo.size() > 1 && (exportTo.contains("*") || exportTo.contains("~"))) {
            findings.error(
                    "bad-export",
                    field,
                    new Told(
                            "\"*\" or \"~\" stands beside other namespaces",
                            "\"*\" (all) and \"~\" (none) stand alone",
                            "keep one or the other"));
        }
        for (int i = 0; i < exportTo.size(); i++) {
            if (!EXPORT_WORDS.contains(exportTo.get(i))) {
                dnsLabel(exportTo.get(i), field + "[" + i + "]", "namespace");
            }
        }
    }

    void percentage(double value, String field) {
        if (!(value >= 0 && value <= 100)) {
            findings.error(
                    "bad-percentage",
                    field,
                    new Told(
                            value + " is not a percentage",
                            "percentages are 0 to 100",
                            "write 0 to 100"));
        }
    }

    void notNegative(String field, @Nullable Integer value) {
        if (value != null && value < 0) {
            findings.error(
                    "out-of-range",
                    field,
                    new Told(value + " is negative", "the value is 0 or more", "write 0 or more"));
        }
    }
}
