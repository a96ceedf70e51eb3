package io.fairlead.proxy.identity.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.verify.Question.Role;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.PeerValidation.SanMatch.Kind;
import io.fairlead.proxy.model.Regex;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.testing.Pki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// All certificates are made when the class is loaded, and judged at that moment.
@SuppressWarnings("TimeInStaticInitializer")
class VerifierTest {

    private static final String CART = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final Pki.Ca OTHER = Pki.root("cluster.local");
    private static final Pki.Ca EXPIRED_ROOT =
            Pki.root("gone", Instant.now().minus(Duration.ofHours(3)), Duration.ofHours(2));
    private static final Instant NOW = Instant.now();

    private record Row(
            String name, List<X509Certificate> chain, SanMatch names, Refusal expected) {}

    @TestFactory
    Stream<DynamicTest> aBadCertificateOfAWorkloadIsRefusedWithItsReason() {
        SanMatch mesh = prefix("spiffe://cluster.local/");
        SanMatch cart = exact(CART);
        return Stream.of(
                        row("none", List.of(), mesh, Refusal.NO_CERTIFICATE),
                        row("expired", leaf().expired(), mesh, Refusal.EXPIRED),
                        row("not yet valid", leaf().notYet(), mesh, Refusal.NOT_YET_VALID),
                        row("another root", OTHER.leaf().uri(CART), mesh, Refusal.UNTRUSTED),
                        row(
                                "self-signed",
                                Pki.selfSigned("CN=me").uri(CART),
                                mesh,
                                Refusal.UNTRUSTED),
                        row(
                                "self-signed in the root's name",
                                Pki.selfSigned("O=cluster.local").uri(CART),
                                mesh,
                                Refusal.UNTRUSTED),
                        row("root as leaf", List.of(ROOT.certificate()), mesh, Refusal.CA_AS_LEAF),
                        row("CA flag", leaf().ca(-1), mesh, Refusal.CA_AS_LEAF),
                        row("no usage", leaf().usages(), mesh, Refusal.MISSING_EKU),
                        row(
                                "only for servers",
                                leaf().usages(KeyPurposeId.id_kp_serverAuth),
                                mesh,
                                Refusal.MISSING_EKU),
                        row(
                                "only for code",
                                leaf().usages(KeyPurposeId.id_kp_codeSigning),
                                mesh,
                                Refusal.MISSING_EKU),
                        row("no name", ROOT.leaf().subject("CN=cart"), mesh, Refusal.NO_SPIFFE_ID),
                        row(
                                "the id as common name",
                                ROOT.leaf().subject("CN=" + CART),
                                mesh,
                                Refusal.NO_SPIFFE_ID),
                        row(
                                "a DNS name only",
                                ROOT.leaf().dns("cart.shop.svc"),
                                mesh,
                                Refusal.NO_SPIFFE_ID),
                        row(
                                "the id as DNS name",
                                ROOT.leaf().dns("cluster.local"),
                                mesh,
                                Refusal.NO_SPIFFE_ID),
                        row(
                                "an address only",
                                ROOT.leaf().ip("10.0.0.1"),
                                mesh,
                                Refusal.NO_SPIFFE_ID),
                        row("an e-mail only", ROOT.leaf().email("a@b"), mesh, Refusal.NO_SPIFFE_ID),
                        row("two ids", leaf().uri(CART + "2"), mesh, Refusal.SEVERAL_SANS),
                        row("the id twice", leaf().uri(CART), mesh, Refusal.SEVERAL_SANS),
                        row(
                                "an id and another URI",
                                leaf().uri("https://example.com/"),
                                mesh,
                                Refusal.SEVERAL_SANS),
                        row(
                                "two ids and a DNS name",
                                leaf().uri(CART + "2").dns("cart"),
                                mesh,
                                Refusal.SEVERAL_SANS),
                        id("https://cluster.local/ns/shop/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://Cluster.Local/ns/shop/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local:80/ns/shop/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://me@cluster.local/ns/shop/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/shop/sa/cart?a=b", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/shop/sa/cart#a", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/shop/../sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns//sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/shop/sa/cart/", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/sh%6fp/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/ns/*/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe:///ns/shop/sa/cart", Refusal.NO_SPIFFE_ID),
                        id("spiffe://cluster.local/" + "a".repeat(2048), Refusal.NO_SPIFFE_ID),
                        id("spiffe://td.example/ns/shop/sa/cart", Refusal.WRONG_TRUST_DOMAIN),
                        id(
                                "spiffe://cluster.local.evil/ns/shop/sa/cart",
                                Refusal.WRONG_TRUST_DOMAIN),
                        id("spiffe://cluster.loca/ns/shop/sa/cart", Refusal.WRONG_TRUST_DOMAIN),
                        row(
                                "another workload",
                                ROOT.leaf().uri("spiffe://cluster.local/ns/shop/sa/thief"),
                                cart,
                                Refusal.SAN_MISMATCH),
                        row(
                                "another workload with the right DNS name",
                                ROOT.leaf()
                                        .uri("spiffe://cluster.local/ns/shop/sa/thief")
                                        .dns("cart.shop.svc.cluster.local"),
                                cart,
                                Refusal.SAN_MISMATCH),
                        row(
                                "more than was asked for",
                                ROOT.leaf().uri(CART + "s"),
                                cart,
                                Refusal.SAN_MISMATCH),
                        row(
                                "the right account of another domain",
                                ROOT.leaf().uri("spiffe://td.example/ns/shop/sa/cart"),
                                cart,
                                Refusal.WRONG_TRUST_DOMAIN),
                        row(
                                "a DNS condition on a workload",
                                leaf().dns("cart.shop"),
                                new SanMatch(Kind.DNS, new StringMatch.Exact("cart.shop", false)),
                                Refusal.SAN_MISMATCH),
                        row("nine certificates", longChain(9), mesh, Refusal.CHAIN_TOO_LONG),
                        row("more CAs than one allows", tooDeep(), mesh, Refusal.CHAIN_TOO_LONG),
                        row("a leaf that signs", signedByLeaf(), mesh, Refusal.UNTRUSTED),
                        row("an expired root", expiredRoot(), mesh, Refusal.UNTRUSTED),
                        row("without its intermediate", holed(), mesh, Refusal.UNTRUSTED))
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.name(),
                                () -> {
                                    Verdict verdict =
                                            Verifier.judge(row.chain(), mesh(row.names()), NOW);
                                    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
                                    var refused = (Verdict.Refused) verdict;
                                    assertThat(refused.reason())
                                            .as(refused.text())
                                            .isEqualTo(row.expected());
                                }));
    }

    @Test
    void aWorkloadIsItsOneUriWhateverElseStandsInItsCertificate() {
        Pki.Held held = leaf().dns("cart.shop").issue();

        var accepted = (Verdict.Accepted) Verifier.judge(held.chain(), mesh(exact(CART)), NOW);

        assertThat(accepted.peer().principal()).contains(CART);
        assertThat(accepted.peer().uris()).containsExactly(CART);
        assertThat(accepted.peer().subject()).isEmpty();
        assertThat(accepted.peer().until()).isEqualTo(held.leaf().getNotAfter().toInstant());
    }

    @Test
    void aChainMayHaveIntermediatesInAnyOrderAndItsRoot() {
        Pki.Ca one = ROOT.intermediate("one", -1);
        Pki.Ca two = one.intermediate("two", -1);
        Pki.Held held = two.workload(CART);
        List<X509Certificate> mixed =
                List.of(
                        held.leaf(),
                        ROOT.certificate(),
                        one.certificate(),
                        OTHER.certificate(),
                        two.certificate());

        assertThat(judge(held.chain())).isInstanceOf(Verdict.Accepted.class);
        assertThat(judge(mixed)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aCertificateUnderTheNameOfARootLeadsToWhomeverSignedIt() {
        Pki.Ca next = Pki.root("next");
        Pki.Ca crossed = ROOT.intermediate("O=next", -1);
        var question =
                new Question(
                        Role.CLIENT,
                        validation(prefix("spiffe://cluster.local/")),
                        List.of(next.certificate(), ROOT.certificate()));

        assertThat(Verifier.judge(crossed.workload(CART).chain(), question, NOW))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aServerOutsideTheMeshIsKnownByAnyOfItsNames() {
        List<X509Certificate> chain =
                ROOT.leaf().usages().dns("*.example.com").dns("b.test").issue().chain();

        assertThat(server(chain, Kind.DNS, new StringMatch.Exact("a.example.com", false))).isTrue();
        assertThat(server(chain, Kind.DNS, new StringMatch.Exact("A.Example.com", false))).isTrue();
        assertThat(server(chain, Kind.DNS, new StringMatch.Exact("b.test", false))).isTrue();
        assertThat(server(chain, Kind.ANY, new StringMatch.Suffix(".test", false))).isTrue();
        assertThat(server(chain, Kind.DNS, new StringMatch.Matches(Regex.compile("b\\..*"))))
                .isTrue();
        assertThat(server(chain, Kind.DNS, new StringMatch.Exact("example.com", false))).isFalse();
        assertThat(server(chain, Kind.DNS, new StringMatch.Exact("x.a.example.com", false)))
                .isFalse();
        assertThat(server(chain, Kind.URI, new StringMatch.Exact("b.test", false))).isFalse();
    }

    private static boolean server(List<X509Certificate> chain, Kind kind, StringMatch name) {
        var validation =
                new PeerValidation(
                        new Roots.Named("file-root:x"), List.of(new SanMatch(kind, name)));
        Question question = new Question(Role.SERVER, validation, List.of(ROOT.certificate()));
        return Verifier.judge(chain, question, NOW) instanceof Verdict.Accepted;
    }

    private static Verdict judge(List<X509Certificate> chain) {
        return Verifier.judge(chain, mesh(prefix("spiffe://cluster.local/")), NOW);
    }

    private static Question mesh(SanMatch names) {
        return new Question(
                Role.CLIENT,
                validation(names),
                List.of(ROOT.certificate(), EXPIRED_ROOT.certificate()));
    }

    private static PeerValidation validation(SanMatch names) {
        return new PeerValidation(new Roots.Named(PeerValidation.MESH_ROOTS), List.of(names));
    }

    private static SanMatch prefix(String of) {
        return new SanMatch(Kind.URI, new StringMatch.Prefix(of, false));
    }

    private static SanMatch exact(String of) {
        return new SanMatch(Kind.URI, new StringMatch.Exact(of, false));
    }

    private static Pki.Leaf leaf() {
        return ROOT.leaf().uri(CART);
    }

    private static Row id(String uri, Refusal expected) {
        String shown = uri.length() > 60 ? uri.substring(0, 60) + "…" : uri;
        return row(shown, ROOT.leaf().uri(uri), prefix("spiffe://cluster.local/"), expected);
    }

    private static Row row(String name, Pki.Leaf leaf, SanMatch names, Refusal expected) {
        return row(name, leaf.issue().chain(), names, expected);
    }

    private static Row row(
            String name, List<X509Certificate> chain, SanMatch names, Refusal expected) {
        return new Row(name, chain, names, expected);
    }

    private static List<X509Certificate> longChain(int length) {
        Pki.Ca ca = ROOT;
        for (int i = 1; i < length; i++) {
            ca = ca.intermediate("ca" + i, -1);
        }
        return ca.workload(CART).chain();
    }

    private static List<X509Certificate> tooDeep() {
        return ROOT.intermediate("shallow", 0).intermediate("deep", -1).workload(CART).chain();
    }

    private static List<X509Certificate> signedByLeaf() {
        Pki.Held honest = leaf().subject("CN=honest").issue();
        return new Pki.Ca(honest.leaf(), honest.key(), honest.chain()).workload(CART).chain();
    }

    private static List<X509Certificate> expiredRoot() {
        return EXPIRED_ROOT.workload(CART).chain();
    }

    private static List<X509Certificate> holed() {
        List<X509Certificate> chain =
                new ArrayList<>(ROOT.intermediate("between", -1).workload(CART).chain());
        chain.remove(1);
        return chain;
    }
}
