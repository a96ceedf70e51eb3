package io.fairlead.migrate.drive;

import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a person has to say of an exemption beside its port: who may come, until when, who answers for it, and why.
final class ExemptionTerms {
    static final String FROM = "from";

    private static final String OWNER = "owner";
    private static final String REASON = "reason";
    private static final String UNTIL = "until";
    private static final String CALLER =
            "\\*|[a-z0-9-]{1,63}/[a-z0-9.-]{1,253}|[0-9.]{7,15}|[0-9a-f:.]*:[0-9a-f:.]{1,45}";
    private static final int REASON_MAX = 200;

    private ExemptionTerms() {}

    /// What is wrong with it; empty when nothing is.
    static String problem(List<UnitId> units, Map<String, String> terms, Instant now) {
        if (units.isEmpty()) {
            return "an exemption names its ports; fix: unit=NAMESPACE/WORKLOAD:PORT";
        }
        if (!terms.getOrDefault(FROM, "").matches(CALLER)) {
            return "\"%s\" is no caller; fix: from=NAMESPACE/WORKLOAD, an address, or * for all"
                    .formatted(terms.getOrDefault(FROM, ""));
        }
        if (!OrderDoor.isName(terms.getOrDefault(OWNER, ""))) {
            return "an exemption needs somebody who answers for it; fix: owner=NAME";
        }
        String reason = terms.getOrDefault(REASON, "");
        boolean told = !reason.isBlank() && reason.length() <= REASON_MAX;
        if (!told || reason.chars().anyMatch(Character::isISOControl)) {
            return "an exemption says why; fix: reason=TEXT of at most %d characters on one line"
                    .formatted(REASON_MAX);
        }
        Optional<Instant> end = Exemption.end(terms.getOrDefault(UNTIL, ""));
        if (end.isEmpty()) {
            return "an exemption ends; fix: until=2026-12-31, or until=2026-12-31T12:00:00Z";
        }
        return end.get().isAfter(now) ? "" : "until=" + terms.get(UNTIL) + " is over already";
    }

    /// Empty for terms in which something is wrong.
    static Optional<Exemption> read(UnitId unit, Map<String, String> terms) {
        return Exemption.end(terms.getOrDefault(UNTIL, ""))
                .map(end ->
                        new Exemption(
                                unit,
                                terms.getOrDefault(FROM, ""),
                                terms.getOrDefault(REASON, ""),
                                terms.getOrDefault(OWNER, ""),
                                end));
    }
}
