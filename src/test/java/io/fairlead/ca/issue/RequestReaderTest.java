package io.fairlead.ca.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ca.issue.Decision.Reason;
import io.fairlead.testing.Requests;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that get nothing.
class RequestReaderTest {

    private static final KeyPair KEY = Requests.ec("secp256r1");
    private static final byte[] GOOD = Requests.der(KEY, "SHA256withECDSA");

    static Stream<Arguments> bad() {
        KeyPair other = Requests.ec("secp256r1");
        return Stream.of(
                bad("nothing", "", "PEM"),
                bad("only a heading", "-----BEGIN CERTIFICATE REQUEST-----", "PEM"),
                bad("another kind of block", rename("CERTIFICATE"), "PEM"),
                bad("mismatched ends", mismatched(), "PEM"),
                bad("base64 that is none", Requests.pem(GOOD).replace('M', '!'), "PEM"),
                bad("text before it", "hello\n" + Requests.pem(GOOD), "PEM"),
                bad("text after it", Requests.pem(GOOD) + "hello", "PEM"),
                bad("two requests", Requests.pem(GOOD) + Requests.pem(GOOD), "PEM"),
                bad("no bytes", Requests.pem(new byte[0]), "DER sequence"),
                bad("bytes after its end", Requests.pem(longer(GOOD)), "bytes follow"),
                bad("cut in the middle", Requests.pem(Arrays.copyOf(GOOD, 90)), "well-formed"),
                bad("indefinite length", Requests.pem(indefinite()), "well-formed"),
                bad("nested a thousand times", Requests.pem(nested()), "well-formed"),
                bad("some other sequence", Requests.pem(new byte[] {0x30, 0}), "PKCS #10"),
                bad("longer than allowed", "-".repeat(20_000), "longer than 16384"),
                bad("a signature with one bit flipped", Requests.pem(flipped(8)), "signature"),
                bad("a key with one bit flipped", Requests.pem(flipped(GOOD.length - 60)), ""),
                bad("signed with SHA-1", signed(KEY, "SHA1withECDSA"), "signature"),
                bad("signed by another key", signedByAnother(other), "signature"));
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(
                bad("RSA of 1024 bits", signed(Requests.rsa(1024), "SHA256withRSA"), "1024 bits"),
                bad("P-521", signed(Requests.ec("secp521r1"), "SHA256withECDSA"), "not accepted"),
                bad("Ed25519", signed(Requests.ed25519(), "Ed25519"), "not accepted"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aRequestIsRefusedThatIs(String what, String pem, String reason) {
        assertThat(RequestReader.read(pem, IssuePolicy.DEFAULT))
                .as(what)
                .isInstanceOfSatisfying(
                        RequestReader.Bad.class,
                        bad -> {
                            assertThat(bad.reason()).isEqualTo(Reason.MALFORMED);
                            assertThat(bad.text()).contains(reason);
                        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badKeys")
    void aKeyIsRefusedThatIs(String what, String pem, String reason) {
        assertThat(RequestReader.read(pem, IssuePolicy.DEFAULT))
                .as(what)
                .isInstanceOfSatisfying(
                        RequestReader.Bad.class,
                        bad -> {
                            assertThat(bad.reason()).isEqualTo(Reason.KEY);
                            assertThat(bad.text()).contains(reason);
                        });
    }

    @Test
    void theOldHeadingAndWindowsLinesAreFine() {
        String old =
                Requests.pem(GOOD)
                        .replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
                        .replace("\n", "\r\n");
        assertThat(RequestReader.read(old, IssuePolicy.DEFAULT))
                .isEqualTo(new RequestReader.Good(KEY.getPublic()));
    }

    private static Arguments bad(String what, String pem, String reason) {
        return Arguments.of(what, pem, reason);
    }

    private static String signed(KeyPair key, String algorithm) {
        return Requests.pem(Requests.der(key, algorithm));
    }

    private static String signedByAnother(KeyPair other) {
        return Requests.pem(
                Requests.der(new KeyPair(KEY.getPublic(), other.getPrivate()), "SHA256withECDSA"));
    }

    private static String rename(String type) {
        return Requests.pem(GOOD).replace("CERTIFICATE REQUEST", type);
    }

    private static String mismatched() {
        return Requests.pem(GOOD).replace("BEGIN CERTIFICATE", "BEGIN NEW CERTIFICATE");
    }

    private static byte[] longer(byte[] der) {
        return Arrays.copyOf(der, der.length + 1);
    }

    /// One bit, counted from the end.
    private static byte[] flipped(int fromEnd) {
        byte[] der = GOOD.clone();
        der[der.length - fromEnd] ^= 1;
        return der;
    }

    private static byte[] indefinite() {
        byte[] der = GOOD.clone();
        der[1] = (byte) 0x80;
        return der;
    }

    /// Sequences in sequences; each adds four bytes around the last.
    private static byte[] nested() {
        byte[] inner = {};
        for (int i = 0; i < 1000; i++) {
            byte[] outer = new byte[inner.length + 4];
            outer[0] = 0x30;
            outer[1] = (byte) 0x82;
            outer[2] = (byte) (inner.length >> 8);
            outer[3] = (byte) inner.length;
            System.arraycopy(inner, 0, outer, 4, inner.length);
            inner = outer;
        }
        return inner;
    }

    @Test
    void theGoodRequestOfTheseTestsIsGood() {
        assertThat(RequestReader.read(Requests.pem(GOOD), IssuePolicy.DEFAULT))
                .isEqualTo(new RequestReader.Good(KEY.getPublic()));
    }
}
