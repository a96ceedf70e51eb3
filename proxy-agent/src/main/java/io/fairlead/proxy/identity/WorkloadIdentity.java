package io.fairlead.proxy.identity;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.ca.CertificateAuthority;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.csr.CertificateRequest;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.renew.Moment;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.identity.renew.Renewal;
import io.fairlead.proxy.identity.renew.Validity;
import io.fairlead.proxy.identity.verify.ReceivedChain;
import io.fairlead.proxy.identity.verify.SpiffeId;
import io.fairlead.proxy.meter.Stats;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This workload's certificate, asked for and renewed in time. The key is made here, in memory, for each certificate
/// anew.
///
/// A renewal is a new [Secret]; the one before stays valid for those who still use it. Whatever goes wrong, the last
/// good one stays. [#step] is called by one thread; everything else may be called from any.
public final class WorkloadIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadIdentity.class);

    /// How long the clock may be set wrong before somebody looks.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final Wiring wiring;
    private final Wanted wanted;
    private final IdentityMeter meter;
    private Renewal state;
    private String failure = "not asked yet";
    private volatile @Nullable Held held;
    private volatile String reason = "no certificate yet: not asked yet";

    /// What it is made of.
    public record Wiring(
            CertificateAuthority ca, Clock clock, RandomGenerator random, Stats stats) {}

    /// What to ask for.
    ///
    /// @param life that a certificate should have
    public record Wanted(SpiffeId id, KeyKind key, Duration life, RenewPolicy policy) {}

    /// A certificate in use, and what came with it.
    ///
    /// @param pair the workload's
    /// @param trust roots of the mesh
    /// @param validity of the pair
    public record Held(Secret.KeyPair pair, Secret.TrustBundle trust, Validity validity) {}

    public WorkloadIdentity(Wiring wiring, Wanted wanted) {
        this.wiring = wiring;
        this.wanted = wanted;
        this.meter = new IdentityMeter(wiring.stats(), this::secondsLeft);
        this.state = Renewal.start(now());
    }

    /// Does what is due; says how long to wait before the next step.
    ///
    /// @param onChange is called when there is a new certificate
    public Duration step(Runnable onChange) throws InterruptedException {
        Duration wait = state.untilAsk(now());
        if (wait.isZero()) {
            if (ask()) {
                onChange.run();
            }
            wait = state.untilAsk(now());
        }
        publishReason();
        return wait.compareTo(LOOK_EVERY) < 0 ? wait : LOOK_EVERY;
    }

    /// The certificate in use, also when it is past its end; empty before the first.
    public Optional<Held> held() {
        return Optional.ofNullable(held);
    }

    /// The certificate in use while it is valid.
    public Optional<Secret.KeyPair> valid() {
        return held().filter(h -> h.validity().holds(wiring.clock().epochMillis())).map(Held::pair);
    }

    /// Why this workload can't show who it is; empty when it can.
    public String reason() {
        return reason;
    }

    private Moment now() {
        return new Moment(wiring.clock().epochMillis(), wiring.clock().nanos());
    }

    private long secondsLeft() {
        Held now = held;
        return now == null
                ? -1
                : TimeUnit.MILLISECONDS.toSeconds(
                        now.validity().untilMillis() - wiring.clock().epochMillis());
    }

    private boolean ask() throws InterruptedException {
        KeyPair key = wanted.key().generate();
        String request = CertificateRequest.pem(key, wanted.key(), wanted.id());
        long begun = wiring.clock().nanos();
        Answer answer = wiring.ca().sign(request, wanted.life());
        meter.asked(Duration.ofNanos(wiring.clock().nanos() - begun));
        return switch (answer) {
            case Answer.Signed(var parts) -> judge(key, parts);
            case Answer.Failed(var cause, String message) -> {
                meter.failed(cause);
                failed(cause.name(), message);
                yield false;
            }
        };
    }

    private boolean judge(KeyPair key, List<String> parts) {
        var expected =
                new ReceivedChain.Expected(
                        key.getPublic(), wanted.id(), wiring.clock().epochMillis());
        return switch (ReceivedChain.check(parts, expected)) {
            case ReceivedChain.Accepted accepted -> {
                accept(key, accepted);
                yield true;
            }
            case ReceivedChain.Refused(var why, String message) -> {
                meter.refused(why);
                failed(why.name(), message);
                yield false;
            }
        };
    }

    private void accept(KeyPair key, ReceivedChain.Accepted accepted) {
        Secret.KeyPair pair = new Secret.KeyPair(accepted.chain(), key.getPrivate());
        Validity validity = Validity.of(pair.leaf());
        held = new Held(pair, new Secret.TrustBundle(accepted.roots()), validity);
        next(new Renewal.Event.Issued(validity));
        failure = "";
        reason = "";
        meter.renewed();
        LOG.info(
                "event=certificate_received identity={} serial={} until={} next_in_seconds={}",
                wanted.id(),
                pair.leaf().getSerialNumber().toString(16),
                Instant.ofEpochMilli(validity.untilMillis()),
                state.untilAsk(now()).toSeconds());
    }

    private void failed(String kind, String message) {
        next(new Renewal.Event.Failed());
        if (!message.equals(failure)) {
            LOG.warn(
                    "event=no_certificate kind={} reason=\"{}\" retry_in_millis={}",
                    kind,
                    message,
                    state.untilAsk(now()).toMillis());
        }
        failure = message;
    }

    private void next(Renewal.Event event) {
        state = Renewal.next(state, event, now(), wanted.policy(), wiring.random());
    }

    private void publishReason() {
        Held now = held;
        if (now == null) {
            reason = "no certificate yet: " + failure;
        } else if (state.isValid(now())) {
            reason = "";
        } else {
            reason =
                    "the certificate is valid from %s to %s, not now: %s"
                            .formatted(
                                    Instant.ofEpochMilli(now.validity().fromMillis()),
                                    Instant.ofEpochMilli(now.validity().untilMillis()),
                                    failure.isEmpty() ? "asking for the next" : failure);
        }
    }
}
