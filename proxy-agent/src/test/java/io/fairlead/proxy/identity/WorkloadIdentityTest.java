package io.fairlead.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.ca.CertificateAuthority;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Cause;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.pem.PrivateKeys;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.identity.verify.SpiffeId;
import io.fairlead.proxy.meter.StatName;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.testing.SidecarClock;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WorkloadIdentityTest {
    private static final String ID = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Duration HOUR = Duration.ofHours(1);

    private final SidecarClock clock = new SidecarClock(Instant.parse("2026-06-01T12:00:00Z"));
    private final TestCa root = TestCa.root(clock.instant());
    private final Stats stats = new Stats();
    private final List<Duration> asked = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private CertificateAuthority ca = this::sign;
    private final WorkloadIdentity identity =
            new WorkloadIdentity(
                    new WorkloadIdentity.Wiring(
                            (csr, life) -> {
                                asked.add(life);
                                return ca.sign(csr, life);
                            },
                            clock,
                            new Random(1),
                            stats),
                    new WorkloadIdentity.Wanted(
                            SpiffeId.workload("cluster.local", "shop", "cart"),
                            KeyKind.standard(),
                            HOUR,
                            RenewPolicy.DEFAULT));

    private Answer sign(String csr, Duration life) {
        return signed(csr, Leaf.of(ID, clock.instant()));
    }

    private Answer signed(String csr, Leaf leaf) {
        PublicKey key = TestCa.keyOf(csr);
        return new Answer.Signed(List.of(Pem.write(List.of(root.issue(key, leaf))), root.pem()));
    }

    private static CertificateAuthority failing(Cause cause, String message) {
        return (_, _) -> new Answer.Failed(cause, message);
    }

    private Duration step() throws InterruptedException {
        return identity.step(() -> changes.add("changed"));
    }

    private WorkloadIdentity.Held held() {
        return identity.held().orElseThrow();
    }

    private long count(StatName name) {
        return stats.counter(name).sum();
    }

    private long gauge() {
        StatName name = new StatName("istio_agent", "default", "cert_expiry_seconds");
        return stats.read().getOrDefault(name, new Stats.Figure(Long.MIN_VALUE, false)).value();
    }

    @Test
    void theFirstStepBringsAKeyAndACertificateThatBelongTogether() throws Exception {
        assertThat(identity.reason()).startsWith("no certificate yet");

        Duration wait = step();

        assertThat(identity.reason()).isEmpty();
        assertThat(asked).containsExactly(HOUR);
        assertThat(changes).hasSize(1);
        assertThat(wait).isEqualTo(Duration.ofSeconds(10));
        assertThat(held().trust().roots()).containsExactly(root.certificate());
        Secret.KeyPair pair = held().pair();
        assertThat(PrivateKeys.belongTogether(pair.key(), pair.leaf().getPublicKey())).isTrue();
        assertThat(gauge()).isEqualTo(3600);
    }

    @Test
    void itIsRenewedWithAnotherKeyInTheMiddleOfItsLifeAndNotBefore() throws Exception {
        step();
        Secret.KeyPair first = held().pair();
        clock.pass(Duration.ofMinutes(29));
        step();
        assertThat(asked).hasSize(1);

        clock.pass(Duration.ofMinutes(2));
        step();

        assertThat(asked).hasSize(2);
        assertThat(held().pair().leaf().getPublicKey()).isNotEqualTo(first.leaf().getPublicKey());
        // The one before is still good for those who use it.
        assertThat(first.leaf().getNotAfter().toInstant()).isAfter(clock.instant());
    }

    @Test
    void whenTheCaIsGoneAPodWithoutACertificateSaysSo() throws Exception {
        ca = failing(Cause.UNAVAILABLE, "istiod:15012: Connection refused");

        Duration wait = step();

        assertThat(identity.reason())
                .isEqualTo("no certificate yet: istiod:15012: Connection refused");
        assertThat(identity.held()).isEmpty();
        assertThat(wait).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(count(new StatName("fairlead", "unavailable", "certificate_requests_failed")))
                .isEqualTo(1);
        assertThat(gauge()).isEqualTo(-1);
    }

    @Test
    void whenTheCaIsGoneAPodWithOneGoesOnUntilItsEndAndThenSaysWhy() throws Exception {
        step();
        Secret.KeyPair first = held().pair();
        ca = failing(Cause.UNAVAILABLE, "istiod is gone");
        clock.pass(Duration.ofMinutes(31));
        step();

        assertThat(identity.reason()).isEmpty();
        assertThat(identity.valid()).contains(first);

        clock.pass(Duration.ofMinutes(30));
        step();

        assertThat(identity.reason()).contains("2026-06-01T13:00:00Z", "istiod is gone");
        assertThat(identity.valid()).isEmpty();
        assertThat(identity.held()).isPresent();
        assertThat(gauge()).isEqualTo(-60);

        ca = this::sign;
        clock.pass(Duration.ofSeconds(31));
        step();

        assertThat(identity.reason()).isEmpty();
    }

    @Test
    void aRefusedCertificateLeavesTheOldOneInUseAndIsCounted() throws Exception {
        step();
        Secret.KeyPair first = held().pair();
        ca = (csr, _) -> signed(csr, Leaf.of("spiffe://cluster.local/ns/a/sa/b", clock.instant()));
        clock.pass(Duration.ofMinutes(31));

        step();

        assertThat(held().pair()).isEqualTo(first);
        assertThat(changes).hasSize(1);
        assertThat(count(new StatName("fairlead", "other_identity", "certificates_refused")))
                .isEqualTo(1);
    }

    @Test
    void aCertificateOfAnotherKeyIsRefused() throws Exception {
        PublicKey other = KeyKind.standard().generate().getPublic();
        ca =
                (_, _) ->
                        new Answer.Signed(
                                List.of(
                                        Pem.write(
                                                List.of(
                                                        root.issue(
                                                                other,
                                                                Leaf.of(ID, clock.instant())))),
                                        root.pem()));

        step();

        assertThat(identity.reason()).contains("another key");
    }

    @Test
    void aClockThatIsSetBackIsNoticedWithoutWaitingForTheStopwatch() throws Exception {
        step();
        clock.set(clock.instant().minus(Duration.ofDays(2)));
        ca = failing(Cause.UNAVAILABLE, "gone");

        step();

        assertThat(asked).hasSize(2);
        assertThat(identity.reason()).contains("not now");
    }

    @Test
    void keysNeverShowInTexts() throws Exception {
        step();

        String secret = Pem.write(held().pair().key()).lines().skip(1).findFirst().orElseThrow();
        assertThat(held().toString()).doesNotContain(secret).contains("serial=");
    }
}
