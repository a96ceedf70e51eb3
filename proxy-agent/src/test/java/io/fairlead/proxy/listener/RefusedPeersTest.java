package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.identity.verify.Refusal;
import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.proxy.model.Cluster.Protocol;
import io.fairlead.testing.Pki;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Bad certificates on the wire, in both directions and both versions of TLS: each is refused with the right alert and
/// the right reason, and nothing of a request reaches anybody.
class RefusedPeersTest {

    private static final String CART = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final Pki.Ca OTHER = Pki.root("cluster.local");

    /// @param alert as RFC 8446 names it
    private record Row(
            String name, Supplier<Pki.@Nullable Held> held, String alert, Refusal reason) {}

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(row("expired", leaf().expired(), "certificate_expired", Refusal.EXPIRED));
        rows.add(
                row(
                        "not yet valid",
                        leaf().notYet(),
                        "certificate_expired",
                        Refusal.NOT_YET_VALID));
        rows.add(row("another root", OTHER.leaf().uri(CART), "unknown_ca", Refusal.UNTRUSTED));
        rows.add(
                row(
                        "self-signed",
                        Pki.selfSigned("CN=me").uri(CART),
                        "unknown_ca",
                        Refusal.UNTRUSTED));
        rows.add(
                row(
                        "self-signed in the root's name",
                        Pki.selfSigned("O=cluster.local").uri(CART),
                        "unknown_ca",
                        Refusal.UNTRUSTED));
        rows.add(
                new Row(
                        "without its intermediate",
                        RefusedPeersTest::holed,
                        "unknown_ca",
                        Refusal.UNTRUSTED));
        rows.add(
                new Row(
                        "signed by a leaf",
                        RefusedPeersTest::signedByLeaf,
                        "unknown_ca",
                        Refusal.UNTRUSTED));
        rows.add(
                new Row(
                        "more CAs than one allows",
                        RefusedPeersTest::tooDeep,
                        "unknown_ca",
                        Refusal.CHAIN_TOO_LONG));
        rows.add(
                new Row(
                        "nine certificates",
                        RefusedPeersTest::tooLong,
                        "unknown_ca",
                        Refusal.CHAIN_TOO_LONG));
        rows.add(row("CA flag", leaf().ca(-1), "bad_certificate", Refusal.CA_AS_LEAF));
        rows.add(row("no usage", leaf().usages(), "unsupported_certificate", Refusal.MISSING_EKU));
        rows.add(
                row(
                        "for code only",
                        leaf().usages(KeyPurposeId.id_kp_codeSigning),
                        "unsupported_certificate",
                        Refusal.MISSING_EKU));
        rows.add(
                row(
                        "no name",
                        ROOT.leaf().subject("CN=cart"),
                        "bad_certificate",
                        Refusal.NO_SPIFFE_ID));
        rows.add(
                row(
                        "a DNS name only",
                        ROOT.leaf().dns("app.shop.svc"),
                        "bad_certificate",
                        Refusal.NO_SPIFFE_ID));
        rows.add(
                row(
                        "a wildcard",
                        ROOT.leaf().uri("spiffe://cluster.local/ns/*/sa/cart"),
                        "bad_certificate",
                        Refusal.NO_SPIFFE_ID));
        rows.add(row("two ids", leaf().uri(CART + "2"), "bad_certificate", Refusal.SEVERAL_SANS));
        rows.add(
                row(
                        "two ids and a DNS name",
                        leaf().uri(CART + "2").dns("app.shop.svc"),
                        "bad_certificate",
                        Refusal.SEVERAL_SANS));
        rows.add(
                row(
                        "a foreign id and the right DNS name",
                        ROOT.leaf().uri("spiffe://td.example/ns/shop/sa/cart").dns("app.shop.svc"),
                        "bad_certificate",
                        Refusal.WRONG_TRUST_DOMAIN));
        rows.add(
                row(
                        "another trust domain",
                        ROOT.leaf().uri("spiffe://td.example/ns/shop/sa/cart"),
                        "bad_certificate",
                        Refusal.WRONG_TRUST_DOMAIN));
        return rows;
    }

    @TestFactory
    Stream<DynamicTest> aClientWithABadCertificateGetsAnAlert() {
        List<Row> rows = rows();
        rows.add(
                row(
                        "for servers only",
                        leaf().usages(KeyPurposeId.id_kp_serverAuth),
                        "unsupported_certificate",
                        Refusal.MISSING_EKU));
        return rows.stream().flatMap(row -> versions(row, RefusedPeersTest::assertClientRefused));
    }

    @TestFactory
    Stream<DynamicTest> aServerWithABadCertificateGetsAnAlert() {
        List<Row> rows = rows();
        rows.add(
                row(
                        "for clients only",
                        leaf().usages(KeyPurposeId.id_kp_clientAuth),
                        "unsupported_certificate",
                        Refusal.MISSING_EKU));
        rows.add(
                row(
                        "another workload",
                        ROOT.leaf().uri("spiffe://cluster.local/ns/shop/sa/thief"),
                        "bad_certificate",
                        Refusal.SAN_MISMATCH));
        rows.add(
                row(
                        "another workload with the right DNS name",
                        ROOT.leaf()
                                .uri("spiffe://cluster.local/ns/shop/sa/thief")
                                .dns("app.shop.svc"),
                        "bad_certificate",
                        Refusal.SAN_MISMATCH));
        return rows.stream().flatMap(row -> versions(row, RefusedPeersTest::assertServerRefused));
    }

    @TestFactory
    Stream<DynamicTest> aClientWithoutCertificateGetsAnAlert() {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "TLSv1.2", () -> assertClientRefused(none("handshake_failure"), "TLSv1.2")),
                DynamicTest.dynamicTest(
                        "TLSv1.3",
                        () -> assertClientRefused(none("certificate_required"), "TLSv1.3")));
    }

    @TestFactory
    Stream<DynamicTest> aCertificateThatWasTakenBackGetsAnAlert() {
        Pki.Held revoked = leaf().issue();
        X509CRL list = ROOT.revoking(Instant.now().minusSeconds(60), revoked);
        Row row = new Row("revoked", () -> revoked, "certificate_revoked", Refusal.REVOKED);
        X509CRL old = ROOT.revoking(Instant.now().minus(Duration.ofHours(2)));
        Row unknown =
                new Row(
                        "whose list is out of date",
                        () -> revoked,
                        "unknown_ca",
                        Refusal.REVOCATION_UNKNOWN);
        return Stream.of(
                        versions(row, (r, version) -> assertClientRefused(r, version, own(list))),
                        versions(row, (r, version) -> assertServerRefused(r, version, own(list))),
                        versions(
                                unknown, (r, version) -> assertClientRefused(r, version, own(old))),
                        versions(
                                unknown, (r, version) -> assertServerRefused(r, version, own(old))))
                .flatMap(Function.identity());
    }

    private static MeshSecrets own(X509CRL list) {
        return MeshSecrets.of(ROOT.workload(CART), ROOT).revoking(list);
    }

    private static Row none(String alert) {
        return new Row("none", () -> null, alert, Refusal.NO_CERTIFICATE);
    }

    private interface Check {
        void run(Row row, String version) throws Exception;
    }

    private static Stream<DynamicTest> versions(Row row, Check check) {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .map(version ->
                        DynamicTest.dynamicTest(
                                row.name() + ", " + version, () -> check.run(row, version)));
    }

    private static void assertClientRefused(Row row, String version) throws Exception {
        assertClientRefused(row, version, MeshSecrets.of(ROOT.workload(CART), ROOT));
    }

    private static void assertClientRefused(Row row, String version, MeshSecrets own)
            throws Exception {
        try (Backend application = Backend.echo();
                MeshProxy proxy = new MeshProxy(own).inbound(Mode.STRICT, application.port())) {
            String answer = JdkPeer.ask(JdkPeer.connect(proxy.port(), row.held().get(), version));

            assertThat(answer).contains("Received fatal alert: " + row.alert());
            assertThat(proxy.handshakes().refused(Side.INBOUND, row.reason())).isEqualTo(1);
            assertThat(application.connections()).isZero();
        }
    }

    private static void assertServerRefused(Row row, String version) throws Exception {
        assertServerRefused(row, version, MeshSecrets.of(ROOT.workload(CART), ROOT));
    }

    private static void assertServerRefused(Row row, String version, MeshSecrets own)
            throws Exception {
        try (JdkPeer.Server server = new JdkPeer.Server(row.held().get(), version);
                MeshProxy proxy =
                        new MeshProxy(own)
                                .outbound(server.port(), Protocol.HTTP1, CART, "app.shop.svc")) {
            Talk talk = Talk.to(proxy.port());
            talk.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(talk.rest())
                    .startsWith("HTTP/1.1 503")
                    .contains("TLS_error:|" + row.reason());
            assertThat(server.heard()).contains("Received fatal alert: " + row.alert());
            assertThat(proxy.handshakes().refused(Side.OUTBOUND, row.reason())).isEqualTo(1);
        }
    }

    private static Row row(String name, Pki.Leaf leaf, String alert, Refusal reason) {
        return new Row(name, leaf::issue, alert, reason);
    }

    private static Pki.Leaf leaf() {
        return ROOT.leaf().uri(CART);
    }

    private static Pki.Held holed() {
        Pki.Held whole = ROOT.intermediate("between", -1).workload(CART);
        return new Pki.Held(List.of(whole.leaf()), whole.key());
    }

    private static Pki.Held signedByLeaf() {
        Pki.Held honest = leaf().subject("CN=honest").issue();
        return new Pki.Ca(honest.leaf(), honest.key(), honest.chain()).workload(CART);
    }

    private static Pki.Held tooDeep() {
        return ROOT.intermediate("shallow", 0).intermediate("deep", -1).workload(CART);
    }

    private static Pki.Held tooLong() {
        Pki.Ca ca = ROOT;
        for (int i = 1; i < 9; i++) {
            ca = ca.intermediate("ca" + i, -1);
        }
        return ca.workload(CART);
    }
}
