package io.fairlead.proxy.identity;

import io.fairlead.proxy.identity.ca.CertificateAuthority;
import io.fairlead.proxy.identity.verify.ReceivedChain;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Counts what becomes of certificates. Names are those of Istio's agent where it has one.
final class IdentityMeter {
    private static final String AGENT = "istio_agent";

    private final Stats stats;

    /// @param secondsLeft of the workload's certificate; negative after its end and while there is none
    IdentityMeter(Stats stats, LongSupplier secondsLeft) {
        this.stats = stats;
        stats.gauge(new StatName(AGENT, "default", "cert_expiry_seconds"), secondsLeft);
    }

    void asked(Duration took) {
        count(new StatName(AGENT, "csr", "num_outgoing_requests"), 1);
        count(new StatName(AGENT, "csr", "outgoing_latency"), took.toMillis());
    }

    void failed(CertificateAuthority.Cause cause) {
        count(new StatName(AGENT, "csr", "num_failed_outgoing_requests"), 1);
        count(new StatName("fairlead", word(cause), "certificate_requests_failed"), 1);
    }

    void refused(ReceivedChain.Reason reason) {
        count(new StatName("fairlead", word(reason), "certificates_refused"), 1);
    }

    void renewed() {
        count(StatName.of("fairlead", "certificates_received"), 1);
    }

    static void deliveryFailed(Stats stats) {
        stats.counter(StatName.of(AGENT, "num_delivered_secret_failures_total")).increment();
    }

    static void fileFailed(Stats stats) {
        stats.counter(StatName.of(AGENT, "num_file_secret_failures_total")).increment();
    }

    private void count(StatName name, long by) {
        stats.counter(name).add(by);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
