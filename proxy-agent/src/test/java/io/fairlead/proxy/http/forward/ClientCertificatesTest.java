package io.fairlead.proxy.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.HeadParser;
import io.fairlead.proxy.http.codec.HeadWriter;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.http.codec.Limits;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.meter.TlsFacts.PeerFacts;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate.Details;
import io.fairlead.proxy.model.HttpConnection.ClientCertificate.Forward;
import io.fairlead.testing.Pki;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `x-forwarded-client-cert`: what a proxy says, and what becomes of what others said.
class ClientCertificatesTest {
    private static final String WEB = "spiffe://cluster.local/ns/shop/sa/web";
    private static final String CART = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Pki.Held HELD =
            Pki.root("cluster.local").intermediate("between", 0).workload(WEB);
    private static final TlsFacts MUTUAL =
            new TlsFacts(
                    "TLSv1.3",
                    "TLS_AES_128_GCM_SHA256",
                    CART,
                    new PeerFacts(
                            List.of(WEB),
                            List.of("web", "web.shop"),
                            "CN=web",
                            "ab12",
                            HELD.chain()));

    /// `-` is no header at all.
    @ParameterizedTest(name = "{0} of {1} over TLS {2}")
    @CsvSource({
        "SANITIZE,            By=a, true,  -",
        "SANITIZE,            By=a, false, -",
        "SANITIZE,            -,    true,  -",
        "FORWARD_ONLY,        By=a, true,  By=a",
        "FORWARD_ONLY,        By=a, false, -",
        "FORWARD_ONLY,        -,    true,  -",
        "APPEND_FORWARD,      By=a, true,  'By=a,By=CART;Hash=ab12;URI=WEB'",
        "APPEND_FORWARD,      By=a, false, -",
        "APPEND_FORWARD,      -,    true,  By=CART;Hash=ab12;URI=WEB",
        "APPEND_FORWARD,      -,    false, -",
        "SANITIZE_SET,        By=a, true,  By=CART;Hash=ab12;URI=WEB",
        "SANITIZE_SET,        By=a, false, -",
        "SANITIZE_SET,        -,    true,  By=CART;Hash=ab12;URI=WEB",
        "ALWAYS_FORWARD_ONLY, By=a, true,  By=a",
        "ALWAYS_FORWARD_ONLY, By=a, false, By=a",
        "ALWAYS_FORWARD_ONLY, -,    true,  -",
    })
    void everyModeForwardsAsEnvoyDoes(Forward mode, String said, boolean mutual, String passed) {
        Details uri = new Details(false, false, false, false, true);
        String element = ClientCertificates.element(mutual ? MUTUAL : null, uri);

        String expected = passed.replace("CART", CART).replace("WEB", WEB);
        assertThat(after(mode, said, element)).isEqualTo(expected);
    }

    private static String after(Forward mode, String said, @Nullable String element) {
        Head head = head(said.equals("-") ? "" : "X-Forwarded-Client-Cert: " + said + "\r\n");
        Edits edits = new Edits();
        edits.of(head);
        ClientCertificates.edit(edits, head, mode, element);
        if (edits.count() > 0) {
            assertThat(edits.name(0)).isEqualTo("x-forwarded-client-cert");
            assertThat(edits.skip()).isEqualTo(HeadWriter.set(KnownHeader.X_FORWARDED_CLIENT_CERT));
            return edits.value(0);
        }
        return edits.skip() != 0 || said.equals("-") ? "-" : said;
    }

    private static Head head(String headers) {
        Head head = new Head();
        byte[] bytes =
                ("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, head.room(bytes.length), 0, bytes.length);
        assertThat(HeadParser.request(head, bytes.length, Limits.DEFAULT)).isEqualTo(bytes.length);
        return head;
    }

    @Test
    void everyDetailIsSaidInEnvoysOrder() {
        String all =
                Objects.requireNonNull(
                        ClientCertificates.element(
                                MUTUAL, new Details(true, true, true, true, true)));

        assertThat(all)
                .startsWith("By=" + CART + ";Hash=ab12;Cert=\"-----BEGIN%20CERTIFICATE-----%0A")
                .containsPattern("\";Chain=\"-----BEGIN%20CERTIFICATE-----%0A")
                .endsWith("\";Subject=\"CN=web\";URI=" + WEB + ";DNS=web;DNS=web.shop");
        String chain = all.replaceAll(".*;Chain=\"([^\"]*)\".*", "$1");
        assertThat(URLDecoder.decode(chain, StandardCharsets.US_ASCII)).isEqualTo(HELD.chainPem());
    }

    @Test
    void noDetailButWhoByAndTheHash() {
        assertThat(ClientCertificates.element(MUTUAL, Details.NONE))
                .isEqualTo("By=" + CART + ";Hash=ab12");
    }

    @Test
    void whoShowedNoCertificateIsNotSpokenOf() {
        TlsFacts oneSided = new TlsFacts("TLSv1.3", "x", CART, null);

        assertThat(ClientCertificates.element(oneSided, Details.NONE)).isNull();
        assertThat(ClientCertificates.element(null, Details.NONE)).isNull();
    }
}
