package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Who or what stands in the way of a port, as the daemon says it.
///
/// @param code a cause, a rule of the configuration, or the phase where nothing else is told
/// @param fix empty where a person decides what comes next
/// @param line all of it in one line
record MtlsObstacle(String unit, String code, String what, String fix, String line) {

    /// Nothing blocks a port that is STRICT; what is wrong there is told all the same.
    static List<MtlsObstacle> of(JsonNode unit) {
        List<MtlsObstacle> all = new ArrayList<>();
        String trouble = unit.path("trouble").asText();
        if (!trouble.isEmpty()) {
            all.add(standing(unit, trouble));
        }
        if (MtlsAnswer.isStrict(unit)) {
            return all;
        }
        for (JsonNode one : unit.path("blockers")) {
            all.add(
                    new MtlsObstacle(
                            unit.path("unit").asText(),
                            one.path("code").asText(),
                            one.path("what").asText(),
                            one.path("fix").asText(),
                            one.path("line").asText()));
        }
        if (all.isEmpty() && MtlsAnswer.isBlocked(unit)) {
            all.add(standing(unit, unit.path("because").asText()));
        }
        return all;
    }

    private static MtlsObstacle standing(JsonNode unit, String why) {
        String phase = unit.path("phase").asText();
        String name = unit.path("unit").asText();
        return new MtlsObstacle(name, phase, why, "", "%s %s  <- %s".formatted(phase, name, why));
    }
}
