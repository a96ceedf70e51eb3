package io.fairlead.proxy.identity.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.csr.KeyKind;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PemTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final TestCa ROOT = TestCa.root(NOW);
    private static final KeyPair RSA = new KeyKind.Rsa(2048).generate();

    static Stream<KeyPair> keys() {
        return Stream.of(
                KeyKind.standard().generate(), new KeyKind.Ec(KeyKind.Curve.P384).generate(), RSA);
    }

    private static X509Certificate certificate(KeyPair key) {
        return ROOT.issue(key.getPublic(), Leaf.of("spiffe://td/ns/a/sa/b", NOW));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        X509Certificate leaf = certificate(KeyKind.standard().generate());
        List<X509Certificate> both = List.of(leaf, ROOT.certificate());

        assertThat(Pem.certificates("a comment\n" + Pem.write(both) + "\nand another"))
                .isEqualTo(both);
        assertThat(Pem.certificates(Pem.write(both).replace("\n", "\r\n"))).isEqualTo(both);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keysOfBothFormsAreRead(KeyPair key) throws Exception {
        StringWriter older = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(older)) {
            writer.writeObject(key.getPrivate());
        }
        assertThat(older.toString()).doesNotContain("BEGIN PRIVATE KEY");

        PrivateKey pkcs8 = Pem.privateKey(Pem.write(key.getPrivate()), certificate(key));
        PrivateKey traditional = Pem.privateKey(older.toString(), certificate(key));

        KeyPair other = KeyKind.standard().generate();
        assertThat(PrivateKeys.belongTogether(pkcs8, key.getPublic())).isTrue();
        assertThat(PrivateKeys.belongTogether(traditional, key.getPublic())).isTrue();
        assertThat(PrivateKeys.belongTogether(pkcs8, other.getPublic())).isFalse();
    }

    @Test
    void aKeyOfAnotherKindIsRefusedWithoutShowingIt() {
        KeyPair key = KeyKind.standard().generate();
        String rsa = Pem.write(RSA.getPrivate());

        assertThatThrownBy(() -> Pem.privateKey(rsa, certificate(key)))
                .isInstanceOf(Unreadable.class)
                .hasMessage("the key is no key of kind EC");
        assertThat(new Pem.Block("PRIVATE KEY", key.getPrivate().getEncoded()).toString())
                .isEqualTo(
                        "Block[PRIVATE KEY, " + key.getPrivate().getEncoded().length + " bytes]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END OTHER-----",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nProc-Type: 4\n\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----"
            })
    void whatIsNoCertificateIsRefused(String text) {
        assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(Unreadable.class);
    }

    @Test
    void encryptedKeysAreRefusedWithTheFix() {
        X509Certificate of = certificate(KeyKind.standard().generate());

        assertThatThrownBy(() ->
                        Pem.privateKey(Pem.write("ENCRYPTED PRIVATE KEY", new byte[] {1}), of))
                .hasMessageContaining("without a password");
        assertThatThrownBy(() -> Pem.privateKey(ROOT.pem(), of))
                .hasMessageContaining("BEGIN PRIVATE KEY");
    }

    @Test
    void tooMuchIsRefused() {
        String block = Pem.write("OTHER", new byte[] {1});

        assertThatThrownBy(() -> Pem.certificates(block.repeat(Pem.BLOCKS_MAX + 1)))
                .hasMessageContaining("more than 512");
        assertThatThrownBy(() -> Pem.certificates("x".repeat(Pem.LENGTH_MAX + 1)))
                .hasMessageContaining("1048577 characters");
    }

    /// Small damage to a good text, many times over.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedTextIsReadOrRefusedAndNothingElse(long seed) {
        Random random = new Random(seed);
        KeyPair key = KeyKind.standard().generate();
        String good = Pem.write(List.of(certificate(key))) + Pem.write(key.getPrivate());
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int j = random.nextInt(3); j >= 0; j--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, (char) (random.nextInt(95) + 32));
                } else {
                    text.delete(at, Math.min(text.length(), at + random.nextInt(200)));
                }
                if (text.isEmpty()) {
                    break;
                }
            }
            read(text.toString());
        }
    }

    private static void read(String text) {
        try {
            X509Certificate first = Pem.certificates(text).getFirst();
            Pem.privateKey(text, first);
        } catch (Unreadable refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
