package io.fairlead.ingest.decode;

import io.fairlead.model.config.CronJob;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.mtls.Cron;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/// Reads of a CronJob when it runs. One that can't be read stays known: who waits for it waits as long as may be.
record CronJobReader(Complaints complaints) {
    CronJob read(Meta meta, Cursor object) {
        Cursor spec = object.child("spec");
        if (spec == null) {
            return new CronJob(meta, Cron.NEVER, false);
        }
        Optional<Cron> schedule = Cron.parse(spec.text("schedule"));
        if (schedule.isEmpty()) {
            complaints.warning(
                    "bad-schedule",
                    spec.lineOf("schedule"),
                    "spec.schedule",
                    new Told(
                            "\"" + spec.text("schedule") + "\" is no schedule",
                            "a schedule is five fields, or a word like @hourly",
                            "write it as \"0 3 * * *\""));
        }
        Cron cron = schedule.orElse(Cron.NEVER).in(zone(spec));
        return new CronJob(meta, cron, spec.flag("suspend"));
    }

    private ZoneId zone(Cursor spec) {
        String name = spec.text("timeZone");
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException _) {
            complaints.warning(
                    "bad-time-zone",
                    spec.lineOf("timeZone"),
                    "spec.timeZone",
                    new Told(
                            "\"" + name + "\" is no time zone",
                            "a zone is a name of the time zone database; without one it is UTC",
                            "write it as \"Europe/Berlin\""));
            return ZoneOffset.UTC;
        }
    }
}
