package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.server.ServerTls;
import io.fairlead.ca.sign.Authorities;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.PlugIn;
import io.fairlead.clock.Clock;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.proxy.identity.WorkloadIdentity;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.store.file.FileStore;
import io.fairlead.testing.SidecarClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody sets the clock by a day, forwards or back, of the machine with the daemon, of the one with the sidecar, or
/// of both. Steady time goes on.
class ClockJumpTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration WHILE = Duration.ofMinutes(20);

    /// A step every ten seconds is what a sidecar takes when nothing happens.
    private static final int STEP_SECONDS_MIN = 5;

    private static final int STEPS_AT_ONCE_MAX = 20;

    @TempDir Path dir;
    private final SidecarClock daemonTime = new SidecarClock(NOON);
    private final SidecarClock sidecarTime = new SidecarClock(NOON);
    private int asked;

    @SuppressWarnings("NullAway.Init")
    private CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private ServerTls port;

    @SuppressWarnings("NullAway.Init")
    private WorkloadIdentity sidecar;

    @BeforeEach
    void start() throws Exception {
        // A root that is older than the jump.
        daemonTime.set(NOON.minus(Duration.ofDays(3)));
        Clock clock = clock(daemonTime);
        CaMeters meters = new CaMeters(new SimpleMeterRegistry());
        Authorities authorities =
                Authorities.open(
                        new Authorities.Sources(
                                PlugIn.NONE,
                                new FileStore(dir),
                                new ObjectKey("", "Secret", "istio-system", "istio-ca-secret"),
                                "cluster.local",
                                false),
                        clock,
                        meters);
        daemonTime.set(NOON);
        authority = new CertificateAuthority(authorities, IssuePolicy.DEFAULT, clock, meters);
        port = new ServerTls(List.of("istiod.istio-system.svc"), authority, authorities, clock);
        sidecar =
                new WorkloadIdentity(
                        new WorkloadIdentity.Wiring(
                                this::sign, sidecarTime, new Random(1), new Stats()),
                        new WorkloadIdentity.Wanted(
                                io.fairlead.proxy.identity.verify.SpiffeId.workload(
                                        "cluster.local", "shop", "cart"),
                                KeyKind.standard(),
                                LIFE,
                                RenewPolicy.DEFAULT));
        pass(WHILE);
        assertThat(sidecar.valid()).isPresent();
        assertThat(asked).isEqualTo(1);
    }

    private static Clock clock(SidecarClock time) {
        return new Clock() {
            @Override
            public Instant now() {
                return time.instant();
            }

            @Override
            public long nanos() {
                return time.nanos();
            }
        };
    }

    private Answer sign(String request, Duration life) {
        asked++;
        Caller.Known cart =
                new Caller.Known(
                        new SpiffeId("cluster.local", "shop", "cart"), Caller.Proof.TOKEN, "cart");
        return switch (authority.issue(
                new CertificateAuthority.Order(request, life.toSeconds(), cart, "10.0.0.7"))) {
            case CertificateAuthority.Answer.Issued(List<String> chain) -> new Answer.Signed(chain);
            case CertificateAuthority.Answer.Refused refused ->
                    throw new AssertionError(refused.text());
            case CertificateAuthority.Answer.Failed _ -> throw new AssertionError("failed");
        };
    }

    /// The sidecar's thread as it runs, in time that passes as it waits.
    private void pass(Duration time) throws InterruptedException {
        long end = sidecarTime.nanos() + time.toNanos();
        int steps = 0;
        while (sidecarTime.nanos() < end) {
            Duration wait = sidecar.step(() -> {});
            assertThat(wait).as("no busy loop").isPositive();
            assertThat(++steps)
                    .as("steps in " + time)
                    .isLessThan((int) time.toSeconds() / STEP_SECONDS_MIN + STEPS_AT_ONCE_MAX);
            sidecarTime.pass(wait);
            daemonTime.pass(wait);
            port.renewIfDue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void onBothMachinesTheNextCertificateComesAtOnce(Duration jump) throws Exception {
        setBoth(jump);
        pass(Duration.ofSeconds(10));
        assertThat(sidecar.valid()).as("after the jump").isPresent();
        assertThat(sidecar.reason()).isEmpty();
        assertThat(asked).isEqualTo(2);
        pass(WHILE);
        assertThat(asked).as("and then in the usual rhythm").isEqualTo(2);

        setBoth(jump.negated());
        pass(Duration.ofSeconds(10));
        assertThat(sidecar.valid()).as("and after the jump back").isPresent();
        pass(Duration.ofHours(2));
        assertThat(sidecar.valid()).isPresent();
        assertThat(asked).isBetween(5, 9);
    }

    private void setBoth(Duration jump) {
        daemonTime.set(daemonTime.instant().plus(jump));
        sidecarTime.set(sidecarTime.instant().plus(jump));
    }

    /// What the daemon signs is of another day: it is refused, with the reason, and asked for in the rhythm of retries.
    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void onTheSidecarsMachineAloneItSaysWhyAndRecoversWithTheClock(Duration jump) throws Exception {
        sidecarTime.set(sidecarTime.instant().plus(jump));
        pass(WHILE);
        assertThat(sidecar.valid()).isEmpty();
        assertThat(sidecar.reason()).contains("the certificate is valid from", "not now");
        assertThat(asked).as("every 15 to 30 s").isLessThan(100);

        sidecarTime.set(sidecarTime.instant().minus(jump));
        pass(Duration.ofSeconds(30));
        assertThat(sidecar.valid()).isPresent();
        assertThat(sidecar.reason()).isEmpty();
        assertThat(held(sidecar)).isAfter(sidecarTime.instant());
    }

    /// What workloads have stays in use; the daemon's own certificate is one of its own time.
    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void onTheDaemonsMachineAloneWorkloadsKeepWhatTheyHave(Duration jump) throws Exception {
        daemonTime.set(daemonTime.instant().plus(jump));
        pass(Duration.ofMinutes(5));
        assertThat(sidecar.valid()).isPresent();
        assertThat(asked).isEqualTo(1);
        assertThat(authority.view().certificates())
                .allSatisfy(one -> assertThat(one.notAfter()).isAfter(daemonTime.instant()));

        daemonTime.set(daemonTime.instant().minus(jump));
        pass(Duration.ofHours(1));
        assertThat(sidecar.valid()).isPresent();
        assertThat(asked).isBetween(2, 4);
    }

    @Test
    void aClockThatGoesToAndFroIsAskedAboutInMeasure() throws Exception {
        for (int i = 0; i < 10; i++) {
            setBoth(i % 2 == 0 ? DAY : DAY.negated());
            pass(Duration.ofMinutes(1));
            assertThat(sidecar.valid()).as("time " + i).isPresent();
        }
        assertThat(asked).isLessThanOrEqualTo(11);
    }

    private static Instant held(WorkloadIdentity of) {
        return Instant.ofEpochMilli(of.held().orElseThrow().validity().untilMillis());
    }
}
