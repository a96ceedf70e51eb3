package io.fairlead.ca.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.ca.sign.Authorities.Sources;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.store.file.FileStore;
import io.fairlead.testing.Cas;
import io.fairlead.testing.Cas.Ca;
import io.fairlead.testing.Cas.Says;
import io.fairlead.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final ObjectKey KEY =
            new ObjectKey("", "Secret", "istio-system", "istio-ca-secret");
    private static final Ca ROOT = root("root", 1000);

    @TempDir Path dir;
    private Path plugged;
    private final FakeClock clock = new FakeClock(NOW);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void place() {
        plugged = dir.resolve("cacerts");
    }

    @Test
    void withoutAnythingARootIsMadeForTenYearsAndKept() throws IOException {
        Authorities first = open(false);
        X509Certificate root = first.current().certificate();

        assertThat(root.getSubjectX500Principal().getName()).isEqualTo("O=cluster.local");
        assertThat(root.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(root.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
        assertThat(open(false).current().certificate()).isEqualTo(root);
    }

    @Test
    void whoComesSecondTakesTheRootOfTheFirst() throws IOException {
        FileStore store = store();
        ConfigStore late =
                new ConfigStore() {
                    private boolean asked;

                    @Override
                    public Optional<Stored> read(ObjectKey key) throws IOException {
                        if (!asked) {
                            asked = true;
                            // Between this look and the write the other daemon is at work.
                            Optional<Stored> nothing = store.read(key);
                            open(false);
                            return nothing;
                        }
                        return store.read(key);
                    }

                    @Override
                    public Outcome write(
                            ObjectKey key, Map<String, String> contents, String expected)
                            throws IOException {
                        return store.write(key, contents, expected);
                    }
                };
        Authorities second = open(sources(late, false));
        assertThat(second.current().certificate()).isEqualTo(open(false).current().certificate());
    }

    @Test
    void thePluggedInAuthorityGoesBeforeOurOwn() throws IOException {
        open(false);
        plug(Cas.files(ROOT, ROOT));
        assertThat(open(false).current().name()).isEqualTo("O=root");
    }

    @Test
    void aChangedPlugInSignsWithoutARestart() throws IOException {
        plug(Cas.files(ROOT, ROOT));
        Authorities authorities = open(false);
        Ca next = Cas.below(ROOT, Says.ca("next", NOW, NOW.plus(Duration.ofDays(40))));
        plug(Cas.files(next, ROOT));
        authorities.look();

        assertThat(authorities.current().name()).isEqualTo("O=next");
        assertThat(reloads("ok")).isEqualTo(1);
        assertThat(expiry(MetricNames.CHAIN_EXPIRY)).isEqualTo(NOW.plus(Duration.ofDays(40)));
        assertThat(expiry(MetricNames.ROOT_EXPIRY)).isEqualTo(NOW.plus(Duration.ofDays(1000)));
    }

    @Test
    void aBadPlugInIsToldOnceAndTheLastGoodOneGoesOn() throws IOException {
        plug(Cas.files(ROOT, ROOT));
        Authorities authorities = open(false);
        Map<String, String> mismatched = new HashMap<>(Cas.files(ROOT, ROOT));
        mismatched.put("ca-key.pem", root("other", 1000).keyPem());
        plug(mismatched);

        authorities.look();
        assertThat(authorities.problems()).as("perhaps in the middle of a change").isEmpty();
        authorities.look();
        authorities.look();

        assertThat(authorities.current().name()).isEqualTo("O=root");
        assertThat(reloads("refused")).isEqualTo(1);
        assertThat(authorities.problems())
                .singleElement()
                .extracting(Problem::text)
                .asString()
                .contains("Secret istio-system/cacerts", "is not the key of", "fix:");

        plug(Cas.files(ROOT, ROOT));
        authorities.look();
        assertThat(authorities.problems()).isEmpty();
    }

    @Test
    void aPlugInThatGoesAwayChangesNothing() throws IOException {
        plug(Cas.files(ROOT, ROOT));
        Authorities authorities = open(false);
        for (String file : Cas.files(ROOT, ROOT).keySet()) {
            Files.delete(plugged.resolve(file));
        }
        authorities.look();
        authorities.look();
        assertThat(authorities.current().name()).isEqualTo("O=root");
        assertThat(authorities.problems()).hasSize(1);
    }

    @Test
    void atTheStartABadPlugInStopsTheDaemon() throws IOException {
        Map<String, String> files = new HashMap<>(Cas.files(ROOT, ROOT));
        files.remove("ca-key.pem");
        plug(files);
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(CaException.class)
                .hasMessageContaining("ca-key.pem: is missing or empty; fix:");
    }

    @Test
    void aRootThatEndsWithinThirtyDaysIsNotStartedWithUnlessAskedFor() throws IOException {
        Ca brief = root("short", 29);
        plug(Cas.files(brief, brief));
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(CaException.class)
                .hasMessageContaining("--allow-expiring-root");
        assertThat(open(true).current().name()).isEqualTo("O=short");
    }

    @Test
    void anIntermediateMayBeShortLived() throws IOException {
        Ca brief = Cas.below(ROOT, Says.ca("short", NOW, NOW.plus(Duration.ofDays(3))));
        plug(Cas.files(brief, ROOT));
        assertThat(open(false).current().name()).isEqualTo("O=short");
    }

    private static Ca root(String name, int days) {
        return Cas.root(Says.ca(name, NOW, NOW.plus(Duration.ofDays(days))));
    }

    private void plug(Map<String, String> files) throws IOException {
        Files.createDirectories(plugged);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(plugged.resolve(file.getKey()), file.getValue());
        }
    }

    private FileStore store() {
        return new FileStore(dir.resolve("ca"));
    }

    private Authorities open(boolean allowExpiringRoot) throws IOException {
        return open(sources(store(), allowExpiringRoot));
    }

    private Authorities open(Sources sources) throws IOException {
        return Authorities.open(sources, clock, new CaMeters(registry));
    }

    private Sources sources(ConfigStore store, boolean allowExpiringRoot) {
        return new Sources(
                () -> FileStore.contents(plugged), store, KEY, "cluster.local", allowExpiringRoot);
    }

    private double reloads(String result) {
        return registry.counter(MetricNames.CA_RELOADS, "what", "authority", "result", result)
                .count();
    }

    private Instant expiry(String name) {
        double seconds = Objects.requireNonNull(registry.find(name).gauge()).value();
        return Instant.ofEpochSecond((long) seconds);
    }
}
