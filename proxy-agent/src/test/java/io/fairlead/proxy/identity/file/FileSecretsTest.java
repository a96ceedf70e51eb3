package io.fairlead.proxy.identity.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.Secret;
import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSecretsTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TestCa ROOT = TestCa.root(NOW);

    @TempDir private Path dir = Path.of("");
    private final List<String> news = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final FileSecrets secrets =
            new FileSecrets(() -> news.add("new"), () -> failures.add("failed"));

    private record Pair(X509Certificate certificate, KeyPair key) {
        static Pair make() {
            KeyPair key = KeyKind.standard().generate();
            return new Pair(ROOT.issue(key.getPublic(), Leaf.of("spiffe://td/a", NOW)), key);
        }
    }

    private Path chain() {
        return dir.resolve("chain.pem");
    }

    private Path key() {
        return dir.resolve("key.pem");
    }

    private String pairName() {
        return "file-cert:" + chain() + "~" + key();
    }

    private Pair write(Pair pair) throws IOException {
        Files.writeString(chain(), Pem.write(List.of(pair.certificate())));
        Files.writeString(key(), Pem.write(pair.key().getPrivate()));
        return pair;
    }

    private X509Certificate leaf() {
        return ((Secret.KeyPair) secrets.secret(pairName()).orElseThrow()).leaf();
    }

    @Test
    void aPairIsReadAfterSomebodyAskedForItAndNeverOnTheThreadThatAsks() throws Exception {
        Pair pair = write(Pair.make());

        assertThat(secrets.secret(pairName())).isEmpty();
        assertThat(news).hasSize(1);
        assertThat(secrets.look()).isTrue();

        assertThat(leaf()).isEqualTo(pair.certificate());
        assertThat(secrets.look()).isFalse();
    }

    @Test
    void listsOfRevokedCertificatesAreReadAndAnUnreadableOneLeavesTheLastGoodOne()
            throws Exception {
        Pki.Ca ca = Pki.root("bank");
        String name = "file-crl:" + chain();
        Files.writeString(chain(), Pki.pem(ca.revoking(Instant.now())));
        assertThat(secrets.secret(name)).isEmpty();
        secrets.look();
        Secret before = secrets.secret(name).orElseThrow();
        assertThat(((Secret.Revocations) before).lists()).hasSize(1);

        Files.writeString(chain(), ca.pem());
        secrets.look();

        assertThat(failures).hasSize(1);
        assertThat(secrets.secret(name)).containsSame(before);
    }

    @Test
    void rootsAreReadToo() throws Exception {
        Files.writeString(chain(), ROOT.pem());
        assertThat(secrets.secret("file-root:" + chain())).isEmpty();
        secrets.look();

        assertThat(secrets.secret("file-root:" + chain()))
                .contains(new Secret.TrustBundle(List.of(ROOT.certificate())));
    }

    @Test
    void changedFilesAreNoticed() throws Exception {
        write(Pair.make());
        assertThat(secrets.secret(pairName())).isEmpty();
        secrets.look();
        Files.delete(chain());
        Pair second = write(Pair.make());

        assertThat(secrets.look()).isTrue();

        assertThat(leaf()).isEqualTo(second.certificate());
    }

    @Test
    void aKeyOfAnotherCertificateLeavesTheLastGoodPairInUseUntilBothFit() throws Exception {
        Pair first = write(Pair.make());
        assertThat(secrets.secret(pairName())).isEmpty();
        secrets.look();
        Pair second = Pair.make();
        Files.delete(chain());
        Files.writeString(chain(), Pem.write(List.of(second.certificate())));

        assertThat(secrets.look()).isFalse();
        assertThat(failures).hasSize(1);
        assertThat(leaf()).isEqualTo(first.certificate());

        Files.delete(key());
        Files.writeString(key(), Pem.write(second.key().getPrivate()));

        assertThat(secrets.look()).isTrue();
        assertThat(leaf()).isEqualTo(second.certificate());
    }

    @Test
    void aMissingOrHugeFileIsNoSecretAndIsFoundLater() throws Exception {
        assertThat(secrets.secret(pairName())).isEmpty();
        assertThat(secrets.look()).isFalse();
        Files.writeString(chain(), "x".repeat(Pem.LENGTH_MAX + 1));
        assertThat(secrets.look()).isFalse();
        assertThat(failures).hasSize(2);
        Files.delete(chain());

        write(Pair.make());

        assertThat(secrets.look()).isTrue();
    }

    @Test
    void namesAreFollowedUpToALimit() {
        for (int i = 0; i <= FileSecrets.NAMES_MAX; i++) {
            assertThat(secrets.secret("file-root:/nowhere/" + i)).isEmpty();
        }

        assertThat(news).hasSize(FileSecrets.NAMES_MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default",
                "file-cert:",
                "file-cert:a",
                "file-cert:~b",
                "file-cert:a~",
                "file-cert:a~b~c",
                "file-root:",
                "kubernetes://a",
                "file-root:a\u0000b"
            })
    void otherNamesAreNoneOfFiles(String name) {
        assertThat(FileName.parse(name)).isEmpty();
    }

    @Test
    void copiesForApplicationsAreWholeAndTheKeyIsItsOwnersOnly() throws Exception {
        Pair pair = Pair.make();
        Path out = dir.resolve("out/deep");
        CertificateFiles files = new CertificateFiles(out);
        Secret.TrustBundle roots = new Secret.TrustBundle(List.of(ROOT.certificate()));
        for (int i = 0; i < 2; i++) {
            files.write(
                    new Secret.KeyPair(List.of(pair.certificate()), pair.key().getPrivate()),
                    roots);
        }

        assertThat(Pem.certificates(Files.readString(out.resolve("cert-chain.pem"))))
                .containsExactly(pair.certificate());
        assertThat(Files.readString(out.resolve("root-cert.pem"))).isEqualTo(ROOT.pem());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(out.resolve("key.pem"))))
                .isEqualTo("rw-------");
        try (var all = Files.list(out)) {
            assertThat(all).hasSize(3);
        }
    }
}
