package io.fairlead.ingest.decode;

import io.fairlead.model.config.Meta;
import io.fairlead.model.config.MtlsMigration;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import io.fairlead.model.mtls.MigrationSpec.Observe;
import io.fairlead.model.mtls.MigrationSpec.Rollback;
import io.fairlead.model.mtls.MigrationSpec.Trial;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.mtls.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a MtlsMigration. Where nothing is written its profile's values stand.
record MtlsMigrationReader(Complaints complaints) {
    private static final String DEMO = "demo";
    private static final String PRODUCTION = "production";

    MtlsMigration read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new MtlsMigration(meta, PRODUCTION, MigrationSpec.PRODUCTION);
        }
        boolean demo = spec.text("profile").equals(DEMO);
        MigrationSpec base = demo ? MigrationSpec.DEMO : MigrationSpec.PRODUCTION;
        MigrationSpec read =
                new MigrationSpec(
                        drive(spec.text("drive")),
                        observe(spec.child("observe"), base.observe()),
                        trial(spec, base.trial()),
                        rollback(spec.child("rollback"), base.rollback()),
                        windows(spec),
                        exemptions(spec));
        return new MtlsMigration(meta, demo ? DEMO : PRODUCTION, read);
    }

    /// An unknown word was told of already; its object is refused.
    private static Drive drive(String word) {
        return switch (word) {
            case "Advise" -> Drive.ADVISE;
            case "Approve" -> Drive.APPROVE;
            default -> Drive.AUTOMATIC;
        };
    }

    private static Observe observe(@Nullable Cursor observe, Observe base) {
        if (observe == null) {
            return base;
        }
        return new Observe(
                duration(observe, "quietPeriod", base.quietPeriod()),
                observe.integer("minConnections", base.minConnections()),
                flag(observe, "coverCronJobs", base.coverCronJobs()),
                flag(observe, "coverRollouts", base.coverRollouts()),
                duration(observe, "max", base.max()));
    }

    private static Trial trial(Cursor spec, Trial base) {
        Cursor audit = spec.child("audit");
        Cursor canary = spec.child("canary");
        Cursor ramp = spec.child("ramp");
        return new Trial(
                duration(audit, "window", base.auditWindow()),
                canary == null ? base.pods() : canary.integer("pods", base.pods()),
                duration(canary, "soak", base.soak()),
                ramp == null || !ramp.has("steps") ? base.rampSteps() : steps(ramp),
                duration(ramp, "interval", base.rampInterval()),
                ramp == null
                        ? base.maxInFlight()
                        : ramp.integer("maxInFlight", base.maxInFlight()));
    }

    private static List<Integer> steps(Cursor ramp) {
        List<Integer> steps = new ArrayList<>();
        for (String text : ramp.texts("steps")) {
            BigDecimal number = WordCheck.number(text);
            if (number != null) {
                steps.add(number.intValue());
            }
        }
        return steps;
    }

    private static Rollback rollback(@Nullable Cursor rollback, Rollback base) {
        if (rollback == null) {
            return base;
        }
        return new Rollback(
                rollback.text("callers").equals("All"),
                rollback.integer("maxAttempts", base.maxAttempts()),
                duration(rollback, "cooldown", base.cooldown()));
    }

    private List<Window> windows(Cursor spec) {
        List<Window> windows = new ArrayList<>();
        List<String> texts = spec.texts("windows");
        for (int i = 0; i < texts.size(); i++) {
            Optional<Window> window = Window.parse(texts.get(i));
            window.ifPresent(windows::add);
            if (window.isEmpty()) {
                complaints.error(
                        "bad-window",
                        spec.lineOf("windows"),
                        "spec.windows[" + i + "]",
                        new Told(
                                "\"" + texts.get(i) + "\" is no window",
                                "a window is days and hours of one day, in UTC",
                                "write it as \"Mon-Thu 09:00-16:00 UTC\""));
            }
        }
        return windows;
    }

    private List<Exemption> exemptions(Cursor spec) {
        List<Exemption> exemptions = new ArrayList<>();
        for (Cursor item : spec.list("exemptions")) {
            String text = item.text("workload") + ":" + item.integer("port", 0);
            Optional<UnitId> unit = UnitId.parse(text);
            Instant expires = Exemption.end(item.text("expires")).orElse(null);
            if (unit.isEmpty() && item.has("workload") && item.has("port")) {
                wrong(
                        item,
                        "workload",
                        new Told(
                                "\"" + item.text("workload") + "\" is no workload",
                                "an exemption names a workload by namespace and name",
                                "write it as namespace/name"));
            }
            if (expires == null && item.has("expires")) {
                wrong(
                        item,
                        "expires",
                        new Told(
                                "\"" + item.text("expires") + "\" is no date",
                                "an exemption ends on a day, or at a moment, in UTC",
                                "write it as 2026-12-31 or 2026-12-31T12:00:00Z"));
            }
            if (unit.isPresent() && expires != null) {
                exemptions.add(
                        new Exemption(
                                unit.get(),
                                item.text("from"),
                                item.text("reason"),
                                item.text("owner"),
                                expires));
            }
        }
        return exemptions;
    }

    private void wrong(Cursor item, String field, Told told) {
        complaints.error("bad-exemption", item.lineOf(field), item.at(field), told);
    }

    private static Duration duration(@Nullable Cursor of, String name, Duration otherwise) {
        Duration read = of == null ? null : of.duration(name);
        return read == null ? otherwise : read;
    }

    private static boolean flag(Cursor of, String name, boolean otherwise) {
        Boolean read = of.maybe(name);
        return read == null ? otherwise : read;
    }
}
