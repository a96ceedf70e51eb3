package io.fairlead.ingest.validate;

import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import java.util.List;

/// What a MtlsMigration says, held against itself.
record MtlsMigrationRules(Findings findings) {
    private static final int ALL = 100;
    private static final int STEPS_MAX = 20;
    private static final int EXEMPTIONS_MAX = 1_000;

    void check(MtlsMigration migration) {
        MigrationSpec spec = migration.spec();
        steps(spec.trial().rampSteps());
        if (spec.observe().max().compareTo(spec.observe().quietPeriod()) < 0) {
            findings.error(
                    "contradiction",
                    "spec.observe.max",
                    new Told(
                            "max is shorter than quietPeriod",
                            "nothing goes on before the quiet period is over",
                            "make max at least " + spec.observe().quietPeriod().toSeconds() + "s"));
        }
        if (spec.exemptions().size() > EXEMPTIONS_MAX) {
            findings.error(
                    "too-many",
                    "spec.exemptions",
                    new Told(
                            spec.exemptions().size() + " exemptions",
                            "there are at most " + EXEMPTIONS_MAX,
                            "exempt whole ports with from: \"*\""));
        }
        for (int i = 0; i < spec.exemptions().size(); i++) {
            blank(spec.exemptions().get(i), "spec.exemptions[" + i + "]");
        }
    }

    private void steps(List<Integer> steps) {
        boolean rising = !steps.isEmpty() && steps.size() <= STEPS_MAX && steps.getLast() == ALL;
        for (int i = 1; i < steps.size(); i++) {
            rising &= steps.get(i) > steps.get(i - 1);
        }
        if (!rising) {
            findings.error(
                    "bad-steps",
                    "spec.ramp.steps",
                    new Told(
                            "the steps are " + steps,
                            "steps are at most %d per cents that rise and end at 100"
                                    .formatted(STEPS_MAX),
                            "write them as [25, 50, 100]"));
        }
    }

    private void blank(Exemption exemption, String path) {
        if (exemption.owner().isBlank() || exemption.reason().isBlank()) {
            findings.error(
                    "bad-exemption",
                    path,
                    new Told(
                            "an exemption without owner or reason",
                            "somebody answers for clear text, and says why",
                            "write owner: and reason:"));
        }
    }
}
