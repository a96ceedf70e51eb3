package io.fairlead.migrate.decide.plan;

import io.fairlead.migrate.decide.evidence.Seen;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.machine.Signal;
import io.fairlead.model.mtls.MigrationSpec;
import io.fairlead.model.mtls.MigrationSpec.Drive;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is true of a unit, in the words that the machine knows.
record Judge(UnitRecord record, Rules rules, Orders orders, Map<String, Instant> knownSince) {

    /// @param clockJumped then nothing that was measured by it counts
    Set<Signal> signals(boolean clockJumped, boolean mayTry) {
        Set<Signal> signals = EnumSet.noneOf(Signal.class);
        add(signals, Signal.UNOBSERVABLE, !facts().unobservable().isEmpty());
        add(signals, Signal.EXEMPT, exempt());
        add(signals, Signal.HELD, isHeld());
        add(signals, Signal.UNLOCK, isUnlocked());
        add(signals, Signal.EDITED, facts().edited());
        add(signals, Signal.BACK, orders.back().contains(record.id()));
        add(signals, Signal.BLOCKED, isBlocked());
        add(signals, Signal.GAP, clockJumped || lostEvidence());
        add(signals, Signal.READY, rules.all().stream().allMatch(Rules.Tick::holds));
        add(signals, Signal.DRIVEN, spec().drive() != Drive.ADVISE);
        add(signals, Signal.MAY_TRY, mayTry);
        add(signals, Signal.MAY_LOCK, mayPass());
        boolean acked = isAcked();
        add(signals, Signal.ACKED, acked);
        add(signals, Signal.ACK_LOST, !acked && isAckLost());
        add(signals, Signal.TIME_OVER, isTimeOver());
        add(signals, Signal.TRIPPED, trip().isPresent());
        add(
                signals,
                Signal.PROVEN,
                record.acked() != null && facts().proof().holds(record.acked()));
        add(signals, Signal.LEGACY, facts().legacy() > 0);
        return signals;
    }

    private static void add(Set<Signal> signals, Signal signal, boolean holds) {
        if (holds) {
            signals.add(signal);
        }
    }

    private UnitFacts facts() {
        return rules.facts();
    }

    private MigrationSpec spec() {
        return rules.spec();
    }

    private Instant now() {
        return rules.now();
    }

    /// STRICT would cut whom an exemption names; who else blocks the port is named first.
    private boolean exempt() {
        return rules.exemptions().stream().anyMatch(exemption -> exemption.isForAll())
                || (rules.isUsedByExempted()
                        && (record.phase().onTrial() || rules.offenders().isEmpty()));
    }

    private boolean isHeld() {
        return orders.frozen()
                || orders.held().contains(record.id())
                || !facts().trouble().isEmpty()
                || facts().lockedByPerson();
    }

    private boolean isUnlocked() {
        return switch (record.phase()) {
            case Phase.Locked _ -> orders.unlocked().contains(record.id());
            case Phase.Held _ -> orders.resumed().contains(record.id());
            default -> false;
        };
    }

    boolean mayPass() {
        return spec().drive() == Drive.AUTOMATIC || orders.approved().contains(record.id());
    }

    /// On trial somebody unknown never counts: else a stranger could keep every port open.
    private boolean isBlocked() {
        if (!record.phase().onTrial()) {
            return !rules.blockers().isEmpty();
        }
        return !facts().statics().isEmpty() || rules.offenders().stream().anyMatch(this::counts);
    }

    private boolean counts(Seen seen) {
        return spec().rollback().onStrangers() || isKnown(seen);
    }

    /// Somebody of a workload that was there before the trial.
    private boolean isKnown(Seen seen) {
        Instant since = knownSince.get(seen.caller().owner());
        Instant trial = record.trialSince() == null ? record.entered() : record.trialSince();
        return seen.caller().cause().attributable() && since != null && since.isBefore(trial);
    }

    private boolean lostEvidence() {
        Instant trial = record.trialSince();
        return trial != null && facts().evidence().since().isAfter(trial);
    }

    /// All living pods do what the phase asks of them; on the way back none of them refuses clear text.
    private boolean isAcked() {
        if (record.phase() instanceof Phase.RollingBack) {
            return facts().pods().stream().noneMatch(pod -> pod.acked().refusesClearText());
        }
        return facts().pods().stream().allMatch(pod -> pod.acked() == record.wish(pod.name()));
    }

    private boolean isAckLost() {
        return Duration.between(record.entered(), now()).compareTo(MigrationSpec.Trial.ACK_LOST)
                > 0;
    }

    private boolean isTimeOver() {
        if (record.phase() instanceof Phase.Cooldown) {
            Duration wait = spec().rollback().cooldown();
            int doubled = Math.max(0, record.standing().trips() - 1);
            return !now().isBefore(record.entered().plus(wait.multipliedBy(1L << doubled)));
        }
        Instant acked = record.acked();
        return acked != null && !now().isBefore(acked.plus(takes()));
    }

    private Duration takes() {
        return switch (record.phase()) {
            case Phase.Auditing _ -> spec().trial().auditWindow();
            case Phase.Canary _, Phase.Soak _ -> spec().trial().soak();
            case Phase.Ramp _ -> spec().trial().rampInterval();
            default -> Duration.ZERO;
        };
    }

    /// Why a trial must end; empty when it need not.
    Optional<String> trip() {
        if (!record.phase().onTrial() || record.trialSince() == null) {
            return Optional.empty();
        }
        Instant since = record.trialSince();
        Optional<String> refused =
                facts().evidence().of(record.id().port()).wouldBeCut().stream()
                        .filter(seen -> !seen.lastRefused().isBefore(since))
                        .filter(seen -> !rules.isExempted(seen))
                        .filter(this::counts)
                        .findFirst()
                        .map(seen -> "refused a connection of " + seen.caller().owner());
        if (refused.isPresent()) {
            return refused;
        }
        String watched = facts().watch().trip();
        if (!watched.isEmpty()) {
            return Optional.of(watched);
        }
        Instant acked = record.acked();
        boolean disproved =
                record.phase() instanceof Phase.Soak
                        && acked != null
                        && facts().proof().fails(acked);
        return disproved ? Optional.of(facts().proof().says()) : Optional.empty();
    }
}
