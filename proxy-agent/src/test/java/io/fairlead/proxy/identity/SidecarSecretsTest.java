package io.fairlead.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.ca.CertificateAuthority;
import io.fairlead.proxy.identity.ca.CertificateAuthority.Answer;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.file.CertificateFiles;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.identity.verify.SpiffeId;
import io.fairlead.proxy.identity.view.HeldSecret;
import io.fairlead.proxy.identity.view.HeldSecret.Kind;
import io.fairlead.proxy.meter.Stats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class SidecarSecretsTest {
    private static final String ID = "spiffe://cluster.local/ns/shop/sa/cart";

    @TempDir private Path dir = Path.of("");
    private final TestCa root = TestCa.root(Instant.now());
    private final Stats stats = new Stats();
    private final Semaphore changes = new Semaphore(0);

    private WorkloadIdentity workload(CertificateAuthority ca) {
        return new WorkloadIdentity(
                new WorkloadIdentity.Wiring(ca, Clock.SYSTEM, new Random(1), stats),
                new WorkloadIdentity.Wanted(
                        SpiffeId.workload("cluster.local", "shop", "cart"),
                        KeyKind.standard(),
                        Duration.ofHours(1),
                        RenewPolicy.DEFAULT));
    }

    private Answer sign(String csr, Duration life) {
        Leaf leaf = Leaf.of(ID, Instant.now());
        return new Answer.Signed(
                List.of(
                        Pem.write(List.of(root.issue(TestCa.keyOf(csr), leaf))),
                        Pem.write(List.of(root.certificate()))));
    }

    private void awaitChange() throws InterruptedException {
        assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).as("a change").isTrue();
    }

    @Test
    void theWorkloadsSecretsComeByThemselvesAndAreCopiedWhereAsked() throws Exception {
        try (SidecarSecrets secrets = new SidecarSecrets(stats)) {
            secrets.onChange(() -> {
                throw new IllegalStateException("a listener with a fault");
            });
            secrets.onChange(changes::release);
            assertThat(secrets.keyPair("default")).isEmpty();
            assertThat(secrets.held()).isEmpty();

            secrets.start(workload(this::sign), new CertificateFiles(dir));
            awaitChange();

            Secret.KeyPair pair = secrets.keyPair("default").orElseThrow();
            assertThat(secrets.valid()).contains(pair);
            assertThat(secrets.trust("ROOTCA").orElseThrow().roots())
                    .containsExactly(root.certificate());
            assertThat(secrets.trust("default")).isEmpty();
            assertThat(secrets.reason()).isEmpty();
            assertThat(Pem.certificates(Files.readString(dir.resolve("cert-chain.pem"))))
                    .isEqualTo(pair.chain());
            assertThat(secrets.held())
                    .containsExactly(
                            new HeldSecret("default", Kind.KEY_PAIR, Pem.write(pair.chain())),
                            new HeldSecret("ROOTCA", Kind.ROOTS, root.pem()));
        }
    }

    @Test
    void copiesThatCanNotBeWrittenAreWrittenWhenTheyCan() throws Exception {
        Path place = Files.writeString(dir.resolve("copies"), "in the way");
        try (SidecarSecrets secrets = new SidecarSecrets(stats)) {
            secrets.onChange(changes::release);
            secrets.start(workload(this::sign), new CertificateFiles(place));
            awaitChange();
            assertThat(secrets.valid()).isPresent();

            Files.delete(place);
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (!Files.exists(place.resolve("root-cert.pem"))) {
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    @Test
    void secretsInFilesComeSoonAfterSomebodyAskedWithoutAnyCa() throws Exception {
        Path roots = Files.writeString(dir.resolve("roots.pem"), root.pem());
        try (SidecarSecrets secrets = new SidecarSecrets(stats)) {
            secrets.onChange(changes::release);
            secrets.start(null, null);

            assertThat(secrets.trust("file-root:" + roots)).isEmpty();
            awaitChange();
            assertThat(secrets.held())
                    .containsExactly(new HeldSecret("file-root:" + roots, Kind.ROOTS, root.pem()));

            assertThat(secrets.trust("file-root:" + roots)).isPresent();
            assertThat(secrets.keyPair("default")).isEmpty();
            assertThat(secrets.reason()).isEmpty();
        }
    }

    @Test
    void aPodThatGotNothingSaysWhy() throws Exception {
        Semaphore asked = new Semaphore(0);
        try (SidecarSecrets secrets = new SidecarSecrets(stats)) {
            secrets.start(
                    workload((_, _) -> {
                        asked.release();
                        return new Answer.Failed(
                                CertificateAuthority.Cause.UNAUTHENTICATED, "who are you?");
                    }),
                    null);
            // The second time the first answer has been taken in.
            assertThat(asked.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();

            assertThat(secrets.reason()).isEqualTo("no certificate yet: who are you?");
            assertThat(secrets.valid()).isEmpty();
        }
    }
}
