package io.fairlead.ca.sign;

import io.fairlead.clock.Clock;
import io.fairlead.meter.MetricNames;
import io.fairlead.meter.OwnWork;
import io.fairlead.meter.OwnWork.Work;
import io.fairlead.model.identity.SpiffeId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/// Counts what the certificate authority does, under istiod's names.
public final class CaMeters {

    private final MeterRegistry registry;
    private final OwnWork work;
    private final Counter requests;
    private final Counter issued;
    private final Counter parsingErrors;
    private final Counter signErrors;
    private final Counter authenticationFailures;

    public CaMeters(MeterRegistry registry) {
        this(registry, OwnWork.UNHEARD);
    }

    /// @param work hears of certificates that were asked for
    public CaMeters(MeterRegistry registry, OwnWork work) {
        this.registry = registry;
        this.work = work;
        this.requests = registry.counter(MetricNames.CSR_COUNT);
        this.issued = registry.counter(MetricNames.CERTIFICATES_ISSUED);
        this.parsingErrors = registry.counter(MetricNames.CSR_PARSING_ERRORS);
        this.signErrors = registry.counter(MetricNames.CSR_SIGN_ERRORS);
        this.authenticationFailures = registry.counter(MetricNames.AUTHENTICATION_FAILURES);
    }

    /// A call without a good credential.
    public void unauthenticated() {
        authenticationFailures.increment();
    }

    /// Something that was changed while we run has been read: `authority`, `token_keys`.
    public void reloaded(String what, boolean good) {
        registry.counter(MetricNames.CA_RELOADS, "what", what, "result", good ? "ok" : "refused")
                .increment();
    }

    /// A token met an API server, or what that had said before: `authenticated`, `refused`, `failed`, `kept`.
    public void reviewed(String result) {
        registry.counter(MetricNames.TOKEN_REVIEWS, "result", result).increment();
    }

    void requested() {
        requests.increment();
    }

    /// A request was answered.
    void answered(SpiffeId identity, String outcome, Duration took) {
        work.done(
                Work.alone(
                        "issue certificate",
                        took,
                        Map.of("identity", identity.toString(), "outcome", outcome)));
    }

    void issued() {
        issued.increment();
    }

    void notParsed() {
        parsingErrors.increment();
    }

    void notSigned() {
        signErrors.increment();
    }

    void showExpiry(Clock clock, Supplier<Instant> root, Supplier<Instant> chain) {
        Gauge.builder(MetricNames.ROOT_EXPIRY, () -> root.get().getEpochSecond())
                .register(registry);
        Gauge.builder(MetricNames.CHAIN_EXPIRY, () -> chain.get().getEpochSecond())
                .register(registry);
        Gauge.builder(MetricNames.ROOT_LIFE, () -> until(root.get(), clock)).register(registry);
        Gauge.builder(MetricNames.CHAIN_LIFE, () -> until(chain.get(), clock)).register(registry);
    }

    private static double until(Instant end, Clock clock) {
        return Duration.between(clock.now(), end).toSeconds();
    }
}
