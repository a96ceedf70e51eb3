package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The migration for tools that gather findings: a log of SARIF 2.1.0. A port is a logical location, as no file stands
/// for it.
///
/// @param answer of `/debug/mtls`
record MtlsSarif(JsonNode answer, TrailLines trail) {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String MISMATCH = "ENFORCEMENT_MISMATCH";
    private static final String EXEMPTED = "EXEMPTED";
    private static final String EXEMPTION_OVER = "EXEMPTION_OVER";
    private static final String TRAIL_BROKEN = "TRAIL_BROKEN";

    /// @param unit empty for what concerns the migration as a whole
    /// @param justification empty where nobody answers for it
    private record Finding(
            String rule, Level level, String unit, String what, String fix, String justification) {}

    /// As SARIF calls them.
    private enum Level {
        note,
        warning,
        error
    }

    ObjectNode json() {
        List<Finding> findings = findings();
        ObjectNode log = new JsonMapper().createObjectNode();
        log.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        List<String> rules =
                new ArrayList<>(new TreeSet<>(findings.stream().map(Finding::rule).toList()));
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "fairlead mtls");
        ArrayNode described = driver.putArray("rules");
        for (String rule : rules) {
            ObjectNode one = described.addObject().put("id", rule);
            one.putObject("shortDescription").put("text", title(rule));
        }
        run.putArray("invocations")
                .addObject()
                .put("executionSuccessful", true)
                .put("endTimeUtc", answer.path("at").asText());
        ArrayNode results = run.putArray("results");
        findings.forEach(one -> add(one, rules.indexOf(one.rule()), results));
        ObjectNode more = run.putObject("properties");
        for (String field : List.of("profile", "drive", "asked")) {
            more.set(field, answer.path(field));
        }
        more.put("chain", trail.chain()).put("digest", trail.digest());
        return log;
    }

    private List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (JsonNode unit : answer.path("units")) {
            Level level = MtlsAnswer.isStrict(unit) ? Level.warning : Level.error;
            for (MtlsObstacle one : MtlsObstacle.of(unit)) {
                all.add(new Finding(one.code(), level, one.unit(), one.what(), one.fix(), ""));
            }
            String wrong = unit.path("disproved").asText();
            if (!wrong.isEmpty()) {
                String name = unit.path("unit").asText();
                all.add(new Finding(MISMATCH, Level.error, name, wrong, "", ""));
            }
        }
        answer.path("exemptions").forEach(one -> all.add(exemption(one)));
        String problem = answer.path("trail").path("problem").asText();
        if (!problem.isEmpty()) {
            all.add(new Finding(TRAIL_BROKEN, Level.error, "", problem, "", ""));
        }
        if (trail.isBroken()) {
            all.add(new Finding(TRAIL_BROKEN, Level.error, "", trail.chain(), "", ""));
        }
        return all;
    }

    private static Finding exemption(JsonNode one) {
        String until = one.path("expires").asText();
        String unit = one.path("unit").asText();
        String from = one.path("from").asText();
        if (one.path("over").asBoolean()) {
            String over = "the exemption of %s was over at %s".formatted(from, until);
            String fix = "remove it, or give it a later end";
            return new Finding(EXEMPTION_OVER, Level.warning, unit, over, fix, "");
        }
        String why = "%s: %s".formatted(one.path("owner").asText(), one.path("reason").asText());
        String what = "%s may come in clear text until %s".formatted(from, until);
        return new Finding(EXEMPTED, Level.note, unit, what, "", why);
    }

    private static String title(String rule) {
        return switch (rule) {
            case MISMATCH -> "A port does other than its policies say";
            case EXEMPTED -> "Somebody answers for clear text, for a time";
            case EXEMPTION_OVER -> "An exemption is over, and its caller blocks again";
            case TRAIL_BROKEN -> "The audit trail is not whole";
            default -> "A port waits on its way to STRICT: " + rule;
        };
    }

    private static void add(Finding one, int rule, ArrayNode results) {
        ObjectNode result =
                results.addObject()
                        .put("ruleId", one.rule())
                        .put("ruleIndex", rule)
                        .put("level", one.level().name());
        String where = one.unit().isEmpty() ? "" : one.unit() + ": ";
        String fix = one.fix().isEmpty() ? "" : "; fix: " + one.fix();
        result.putObject("message").put("text", where + one.what() + fix);
        if (!one.unit().isEmpty()) {
            result.putArray("locations")
                    .addObject()
                    .putArray("logicalLocations")
                    .addObject()
                    .put("fullyQualifiedName", one.unit())
                    .put("kind", "resource");
        }
        if (!one.justification().isEmpty()) {
            result.putArray("suppressions")
                    .addObject()
                    .put("kind", "external")
                    .put("status", "accepted")
                    .put("justification", one.justification());
        }
    }
}
