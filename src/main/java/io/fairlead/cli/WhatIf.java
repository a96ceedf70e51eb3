package io.fairlead.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What STRICT would do, by the evidence of the daemon's answer.
///
/// @param ports that were looked at
/// @param strict how many of them are STRICT already
/// @param refused who would be refused, by port
/// @param against what else would go wrong, by the configuration
/// @param unknown ports of which too little is known to say that nobody would be
record WhatIf(
        int ports,
        int strict,
        List<Refused> refused,
        List<Against> against,
        List<Unknown> unknown) {

    /// Rules without which nobody can say that nobody else comes: enough seen, all pods heard, the calendar covered.
    private static final Set<String> NEEDED = Set.of("E2", "E3", "E4");

    private static final String OVERFLOW = "OVERFLOW";

    /// Somebody who would be refused.
    ///
    /// @param how kind of the connections, and what they were for
    /// @param wouldDeny connections that were let in, since the evidence began
    /// @param exempted an exemption names him
    record Refused(
            String unit,
            String caller,
            String how,
            @JsonProperty("would_deny") long wouldDeny,
            String since,
            String last,
            String cause,
            String fix,
            boolean exempted) {}

    /// Something in the configuration that STRICT would make worse, or that would make it nothing.
    record Against(String unit, String code, String what, String fix) {}

    /// A port of which too little is known.
    record Unknown(String unit, String why) {}

    WhatIf {
        refused = List.copyOf(refused);
        against = List.copyOf(against);
        unknown = List.copyOf(unknown);
    }

    /// @param answer of `/debug/mtls`
    /// @param wanted names of units
    static WhatIf of(JsonNode answer, Predicate<String> wanted) {
        int ports = 0;
        int strict = 0;
        List<Refused> refused = new ArrayList<>();
        List<Against> against = new ArrayList<>();
        List<Unknown> unknown = new ArrayList<>();
        for (JsonNode unit : answer.path("units")) {
            if (!wanted.test(unit.path("unit").asText())) {
                continue;
            }
            ports++;
            if (MtlsAnswer.isStrict(unit)) {
                strict++;
                continue;
            }
            refused(unit, answer.path("exemptions"), refused);
            against(unit, against);
            unknown(unit, unknown);
        }
        return new WhatIf(ports, strict, refused, against, unknown);
    }

    private static void refused(JsonNode unit, JsonNode exemptions, List<Refused> refused) {
        for (JsonNode source : unit.path("sources")) {
            if (!source.path("cut").asBoolean()) {
                continue;
            }
            long let = source.path("connections").asLong() - source.path("refused").asLong();
            String detail = source.path("detail").asText();
            refused.add(
                    new Refused(
                            unit.path("unit").asText(),
                            source.path("owner").asText(),
                            source.path("kind").asText() + (detail.isEmpty() ? "" : " " + detail),
                            Math.max(0, let),
                            unit.path("since").asText(),
                            source.path("last").asText(),
                            source.path("cause").asText(),
                            source.path("fix").asText(),
                            isExempted(unit, source, exemptions)));
        }
    }

    private static boolean isExempted(JsonNode unit, JsonNode source, JsonNode exemptions) {
        for (JsonNode one : exemptions) {
            String from = one.path("from").asText();
            boolean same = one.path("unit").asText().equals(unit.path("unit").asText());
            boolean names =
                    from.equals("*")
                            || from.equals(source.path("owner").asText())
                            || from.equals(source.path("address").asText());
            if (same && names && !one.path("over").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    /// Blockers that are no callers: those have a cause of their own.
    private static void against(JsonNode unit, List<Against> against) {
        Set<String> causes = new TreeSet<>();
        unit.path("sources").forEach(source -> causes.add(source.path("cause").asText()));
        for (JsonNode blocker : unit.path("blockers")) {
            String code = blocker.path("code").asText();
            if (!causes.contains(code) && !code.equals(OVERFLOW)) {
                against.add(
                        new Against(
                                unit.path("unit").asText(),
                                code,
                                blocker.path("what").asText(),
                                blocker.path("fix").asText()));
            }
        }
    }

    private static void unknown(JsonNode unit, List<Unknown> unknown) {
        List<String> why = new ArrayList<>();
        if (unit.path("phase").asText().equals("UNOBSERVABLE")) {
            why.add(unit.path("trouble").asText());
        }
        for (JsonNode blocker : unit.path("blockers")) {
            if (blocker.path("code").asText().equals(OVERFLOW)) {
                why.add(blocker.path("what").asText());
            }
        }
        for (JsonNode rule : unit.path("rules")) {
            String id = rule.path("id").asText();
            if (NEEDED.contains(id) && !rule.path("holds").asBoolean()) {
                why.add(id + " " + rule.path("says").asText());
            }
        }
        if (!why.isEmpty()) {
            unknown.add(new Unknown(unit.path("unit").asText(), String.join("; ", why)));
        }
    }
}
