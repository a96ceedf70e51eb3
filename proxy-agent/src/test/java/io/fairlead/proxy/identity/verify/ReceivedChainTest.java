package io.fairlead.proxy.identity.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.TestCa;
import io.fairlead.proxy.identity.TestCa.Leaf;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.pem.Pem;
import io.fairlead.proxy.identity.verify.ReceivedChain.Accepted;
import io.fairlead.proxy.identity.verify.ReceivedChain.Expected;
import io.fairlead.proxy.identity.verify.ReceivedChain.Reason;
import io.fairlead.proxy.identity.verify.ReceivedChain.Refused;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ReceivedChainTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ID = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final KeyPair KEY = KeyKind.standard().generate();
    private static final TestCa ROOT = TestCa.root(NOW);
    private static final TestCa MIDDLE = ROOT.intermediate("middle", NOW.minus(DAY), NOW.plus(DAY));

    private record Case(String name, Reason reason, List<String> parts) {}

    private static ReceivedChain check(List<String> parts) {
        return ReceivedChain.check(
                parts,
                new Expected(
                        KEY.getPublic(),
                        SpiffeId.workload("cluster.local", "shop", "cart"),
                        NOW.toEpochMilli()));
    }

    private static Leaf good() {
        return Leaf.of(ID, NOW);
    }

    private static GeneralName uri(String text) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, text);
    }

    private static List<String> signed(Leaf leaf) {
        return parts(ROOT.issue(KEY.getPublic(), leaf), ROOT.certificate());
    }

    private static List<String> parts(X509Certificate... certificates) {
        return Arrays.stream(certificates).map(one -> Pem.write(List.of(one))).toList();
    }

    @Test
    void aCertificateAndItsRootAreAccepted() {
        X509Certificate leaf = ROOT.issue(KEY.getPublic(), good());

        assertThat(check(parts(leaf, ROOT.certificate())))
                .isEqualTo(new Accepted(List.of(leaf), List.of(ROOT.certificate())));
    }

    @Test
    void intermediatesStayInTheChainAndRootsLeaveIt() {
        X509Certificate leaf = MIDDLE.issue(KEY.getPublic(), good());

        assertThat(check(parts(leaf, MIDDLE.certificate(), ROOT.certificate(), ROOT.certificate())))
                .isEqualTo(
                        new Accepted(
                                List.of(leaf, MIDDLE.certificate()), List.of(ROOT.certificate())));
    }

    @Test
    void anyRootOfTheBundleMayEndTheChain() {
        TestCa other = TestCa.root("other", NOW.minus(DAY), NOW.plus(DAY));
        X509Certificate leaf = ROOT.issue(KEY.getPublic(), good());

        assertThat(
                        check(
                                List.of(
                                        Pem.write(List.of(leaf)),
                                        Pem.write(
                                                List.of(other.certificate(), ROOT.certificate())))))
                .isInstanceOf(Accepted.class);
    }

    @TestFactory
    Stream<DynamicTest> everythingElseIsRefusedForItsReason() {
        return Stream.of(answers(), identities(), others())
                .flatMap(List::stream)
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.name(),
                                () -> {
                                    ReceivedChain verdict = check(one.parts());
                                    assertThat(verdict).isInstanceOf(Refused.class);
                                    assertThat(((Refused) verdict).reason())
                                            .as(verdict.toString())
                                            .isEqualTo(one.reason());
                                }));
    }

    private static List<Case> answers() {
        String leaf = signed(good()).getFirst();
        return List.of(
                new Case("nothing", Reason.TOO_FEW_PARTS, List.of()),
                new Case("no roots", Reason.TOO_FEW_PARTS, List.of(leaf)),
                new Case("many parts", Reason.TOO_LARGE, Collections.nCopies(17, leaf)),
                new Case(
                        "a part that is too long",
                        Reason.UNREADABLE,
                        List.of(leaf, ROOT.pem() + " ".repeat(Pem.LENGTH_MAX))),
                new Case("no PEM", Reason.UNREADABLE, List.of("hello", ROOT.pem())),
                new Case(
                        "cut off",
                        Reason.UNREADABLE,
                        List.of(leaf.substring(0, leaf.length() / 2), ROOT.pem())),
                new Case("empty roots", Reason.UNREADABLE, List.of(leaf, "")),
                new Case(
                        "garbage inside",
                        Reason.UNREADABLE,
                        List.of(Pem.write("CERTIFICATE", new byte[] {1, 2, 3}), ROOT.pem())),
                new Case(
                        "a key in place of a certificate",
                        Reason.UNREADABLE,
                        List.of(Pem.write(KEY.getPrivate()), ROOT.pem())));
    }

    private static List<Case> identities() {
        Leaf good = good();
        return List.of(
                new Case("no name", Reason.NO_SPIFFE_ID, signed(good.named())),
                new Case(
                        "a DNS name only",
                        Reason.NO_SPIFFE_ID,
                        signed(good.named(new GeneralName(GeneralName.dNSName, "cart.shop")))),
                new Case(
                        "two URIs",
                        Reason.NO_SPIFFE_ID,
                        signed(good.named(uri(ID), uri("spiffe://cluster.local/ns/a/sa/b")))),
                new Case(
                        "another scheme",
                        Reason.NO_SPIFFE_ID,
                        signed(good.named(uri("https://cluster.local/ns/shop/sa/cart")))),
                new Case(
                        "a wildcard",
                        Reason.NO_SPIFFE_ID,
                        signed(good.named(uri("spiffe://cluster.local/ns/*/sa/cart")))),
                new Case(
                        "another trust domain",
                        Reason.OTHER_IDENTITY,
                        signed(good.named(uri("spiffe://other/ns/shop/sa/cart")))),
                new Case(
                        "another namespace",
                        Reason.OTHER_IDENTITY,
                        signed(good.named(uri("spiffe://cluster.local/ns/bank/sa/cart")))),
                new Case(
                        "another account",
                        Reason.OTHER_IDENTITY,
                        signed(good.named(uri("spiffe://cluster.local/ns/shop/sa/admin")))));
    }

    private static List<Case> others() {
        Leaf good = good();
        KeyPair foreign = KeyKind.standard().generate();
        TestCa stranger = TestCa.root("root", NOW.minus(DAY), NOW.plus(DAY));
        TestCa oldRoot = TestCa.root("old", NOW.minus(DAY), NOW.minusSeconds(1));
        TestCa oldMiddle = ROOT.intermediate("middle", NOW.minus(DAY), NOW.minusSeconds(1));
        X509Certificate below = MIDDLE.issue(KEY.getPublic(), good);
        return List.of(
                new Case(
                        "another key",
                        Reason.FOREIGN_KEY,
                        parts(ROOT.issue(foreign.getPublic(), good), ROOT.certificate())),
                new Case(
                        "expired just now",
                        Reason.EXPIRED,
                        signed(good.valid(NOW.minus(DAY), NOW))),
                new Case(
                        "not yet valid",
                        Reason.NOT_YET_VALID,
                        signed(good.valid(NOW.plusSeconds(1), NOW.plus(DAY)))),
                new Case("a CA", Reason.IS_CA, signed(good.asCa())),
                new Case("no usage", Reason.WRONG_USAGE, signed(good.usable())),
                new Case(
                        "for servers only",
                        Reason.WRONG_USAGE,
                        signed(good.usable(KeyPurposeId.id_kp_serverAuth))),
                new Case(
                        "for clients only",
                        Reason.WRONG_USAGE,
                        signed(good.usable(KeyPurposeId.id_kp_clientAuth))),
                new Case(
                        "a root of the same name, another key",
                        Reason.UNTRUSTED,
                        parts(ROOT.issue(KEY.getPublic(), good), stranger.certificate())),
                new Case(
                        "the intermediate is missing",
                        Reason.UNTRUSTED,
                        parts(below, ROOT.certificate())),
                new Case(
                        "another intermediate of the same name",
                        Reason.UNTRUSTED,
                        parts(
                                below,
                                ROOT.intermediate("middle", NOW.minus(DAY), NOW.plus(DAY))
                                        .certificate(),
                                ROOT.certificate())),
                new Case(
                        "the intermediate expired",
                        Reason.UNTRUSTED,
                        parts(
                                oldMiddle.issue(KEY.getPublic(), good),
                                oldMiddle.certificate(),
                                ROOT.certificate())),
                new Case(
                        "the root expired",
                        Reason.ROOT_EXPIRED,
                        parts(oldRoot.issue(KEY.getPublic(), good), oldRoot.certificate())));
    }

    @Test
    void theReasonNamesBothIdentitiesAndTheFix() {
        ReceivedChain verdict = check(signed(good().named(uri("spiffe://td/ns/a/sa/b"))));

        assertThat(((Refused) verdict).message())
                .contains("spiffe://td/ns/a/sa/b", ID, "Fix: ", "TRUST_DOMAIN");
    }
}
