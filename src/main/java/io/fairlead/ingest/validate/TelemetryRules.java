package io.fairlead.ingest.validate;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Telemetry;
import io.fairlead.model.telemetry.AccessLogRule;
import io.fairlead.model.telemetry.CustomTag;
import io.fairlead.model.telemetry.MetricsRule;
import io.fairlead.model.telemetry.TagChange;
import io.fairlead.model.telemetry.TracingRule;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Istio's rules for a Telemetry.
record TelemetryRules(Findings findings) {
    private static final int EXPRESSION_MAX = 4096;
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    void check(Telemetry telemetry) {
        new Names(findings).labels(telemetry.selector(), "spec.selector.matchLabels");
        if (telemetry.targeted() && !telemetry.selector().isEmpty()) {
            findings.error(
                    "exclusive-fields",
                    "spec.selector",
                    new Told(
                            "selector stands beside targetRefs",
                            "a Telemetry chooses workloads by one or the other",
                            "keep one of them"));
        }
        for (int i = 0; i < telemetry.metrics().size(); i++) {
            metrics(telemetry.metrics().get(i), "spec.metrics[" + i + "]");
        }
        for (int i = 0; i < telemetry.accessLogs().size(); i++) {
            accessLog(telemetry.accessLogs().get(i), "spec.accessLogging[" + i + "]");
        }
        for (int i = 0; i < telemetry.tracing().size(); i++) {
            tracing(telemetry.tracing().get(i), "spec.tracing[" + i + "]");
        }
    }

    private void metrics(MetricsRule rule, String at) {
        List<MetricsRule.Adjustment> overrides = rule.overrides();
        for (int i = 0; i < overrides.size(); i++) {
            String tags = at + ".overrides[" + i + "].tagOverrides";
            overrides.get(i).tags().forEach((name, change) -> tag(name, change, tags + "." + name));
        }
    }

    private void tag(String name, TagChange change, String at) {
        if (!LABEL.matcher(name).matches()) {
            findings.error(
                    "bad-name",
                    at,
                    new Told(
                            "\"" + name + "\" is not a label's name",
                            "labels of metrics are letters, digits and \"_\", not a digit first",
                            "rename it"));
        }
        if (change instanceof TagChange.Upsert(String expression)) {
            if (expression.isEmpty()) {
                findings.error(
                        "missing-field",
                        at,
                        new Told(
                                "the label has no value",
                                "UPSERT needs an expression",
                                "add value:, or write operation: REMOVE"));
            }
            expression(expression, at + ".value");
        }
    }

    private void accessLog(AccessLogRule rule, String at) {
        expression(rule.filter(), at + ".filter.expression");
    }

    private void expression(String text, String at) {
        if (text.length() > EXPRESSION_MAX) {
            findings.error(
                    "bad-expression",
                    at,
                    new Told(
                            "the expression has " + text.length() + " characters",
                            "an expression has at most " + EXPRESSION_MAX,
                            "shorten it"));
        }
    }

    private void tracing(TracingRule rule, String at) {
        if (rule.providers().size() > 1) {
            findings.error(
                    "too-many",
                    at + ".providers",
                    new Told(
                            "spans are to go to " + rule.providers().size() + " providers",
                            "tracing has at most one provider",
                            "keep one"));
        }
        SortedMap<String, CustomTag> tags = rule.customTags();
        (tags == null ? new TreeMap<String, CustomTag>() : tags)
                .forEach((name, tag) -> {
                    if (tag instanceof CustomTag.Header(String header, String _)) {
                        new Names(findings).header(header, at + ".customTags." + name + ".header");
                    }
                });
    }
}
