package io.fairlead.model.mtls;

import java.time.Duration;
import java.util.List;

/// How the migration is to go on.
///
/// @param windows when trials may begin; none for always
public record MigrationSpec(
        Drive drive,
        Observe observe,
        Trial trial,
        Rollback rollback,
        List<Window> windows,
        List<Exemption> exemptions) {

    /// Days and hours: for a mesh that people live on.
    public static final MigrationSpec PRODUCTION =
            new MigrationSpec(
                    Drive.AUTOMATIC,
                    new Observe(Duration.ofHours(24), 100, true, true, Duration.ofDays(7)),
                    new Trial(
                            Duration.ofHours(1),
                            1,
                            Duration.ofMinutes(10),
                            List.of(25, 50, 100),
                            Duration.ofMinutes(5),
                            2),
                    new Rollback(false, 3, Duration.ofHours(1)),
                    List.of(),
                    List.of());

    /// Seconds: for a course.
    public static final MigrationSpec DEMO =
            new MigrationSpec(
                    Drive.AUTOMATIC,
                    new Observe(Duration.ofSeconds(20), 20, true, false, Duration.ofDays(7)),
                    new Trial(
                            Duration.ofSeconds(5),
                            1,
                            Duration.ofSeconds(1),
                            List.of(50, 100),
                            Duration.ofSeconds(1),
                            0),
                    new Rollback(false, 3, Duration.ofSeconds(10)),
                    List.of(),
                    List.of());

    public MigrationSpec {
        windows = List.copyOf(windows);
        exemptions = List.copyOf(exemptions);
    }

    /// How far it goes by itself.
    public enum Drive {
        /// Observes and says what it would do.
        ADVISE,
        /// Stops before each trial and before each lock until a person approves.
        APPROVE,
        /// Goes on by itself.
        AUTOMATIC
    }

    /// @param quietPeriod nobody may have spoken clear text for so long
    /// @param minConnections that a unit must have seen
    /// @param coverCronJobs each CronJob must have run meanwhile
    /// @param coverRollouts each known caller must have been started anew meanwhile
    /// @param max the wait for CronJobs and rollouts ends here
    public record Observe(
            Duration quietPeriod,
            int minConnections,
            boolean coverCronJobs,
            boolean coverRollouts,
            Duration max) {}

    /// @param auditWindow how long what STRICT would cut is counted before
    /// @param pods of the canary
    /// @param soak how long the canary, and at last all pods, must be quiet
    /// @param rampSteps per cent of the pods
    /// @param rampInterval how long a step must be quiet
    /// @param maxInFlight units at once; 0 for as many as don't call each other
    public record Trial(
            Duration auditWindow,
            int pods,
            Duration soak,
            List<Integer> rampSteps,
            Duration rampInterval,
            int maxInFlight) {
        /// What a step waits for an acknowledgement until it goes back.
        public static final Duration ACK_LOST = Duration.ofSeconds(60);

        public Trial {
            rampSteps = List.copyOf(rampSteps);
        }
    }

    /// @param onStrangers also clear text of somebody unknown takes a trial back: then anybody can keep a port open
    /// @param maxAttempts after so many a person has to look
    public record Rollback(boolean onStrangers, int maxAttempts, Duration cooldown) {}

    public MigrationSpec withExemptions(List<Exemption> more) {
        return new MigrationSpec(drive, observe, trial, rollback, windows, more);
    }

    public MigrationSpec withDrive(Drive other) {
        return new MigrationSpec(other, observe, trial, rollback, windows, exemptions);
    }
}
