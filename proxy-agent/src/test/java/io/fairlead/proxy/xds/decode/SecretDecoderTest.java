package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.fairlead.proxy.model.Credential;
import org.junit.jupiter.api.Test;

class SecretDecoderTest {
    private static final String NAME = "kubernetes://bank";

    @Test
    void aPairAndRootsAreTakenAsTheyStand() {
        Secret pair =
                Secret.newBuilder().setName(NAME).setTlsCertificate(pair(inline("c"))).build();
        Secret roots =
                Secret.newBuilder()
                        .setName(NAME + "-cacert")
                        .setValidationContext(
                                CertificateValidationContext.newBuilder()
                                        .setTrustedCa(inline("r"))
                                        .setCrl(inline("l")))
                        .build();

        assertThat(accepted(pair)).isEqualTo(new Credential(NAME, "c", "k", "", ""));
        assertThat(accepted(roots)).isEqualTo(new Credential(NAME + "-cacert", "", "", "r", "l"));
    }

    @Test
    void whatIsNeitherOrElsewhereOrCalledOtherwiseIsRefused() {
        DataSource file = DataSource.newBuilder().setFilename("/etc/shadow").build();

        assertRefused(Secret.newBuilder().setName(NAME).setTlsCertificate(pair(file)));
        assertRefused(
                Secret.newBuilder()
                        .setName(NAME)
                        .setGenericSecret(GenericSecret.newBuilder().setSecret(inline("a"))));
        assertRefused(Secret.newBuilder().setName(NAME));
        assertRefused(Secret.newBuilder().setName("default").setTlsCertificate(pair(inline("c"))));
        assertRefused(
                Secret.newBuilder()
                        .setName(NAME)
                        .setValidationContext(CertificateValidationContext.newBuilder()));
    }

    private static void assertRefused(Secret.Builder secret) {
        assertThat(ResourceDecoder.secret(secret.build().toByteString()))
                .isInstanceOf(Decoded.Rejected.class);
    }

    private static Credential accepted(Secret secret) {
        var decoded = ResourceDecoder.secret(secret.toByteString());
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted<Credential>) decoded).value();
    }

    private static TlsCertificate pair(DataSource chain) {
        return TlsCertificate.newBuilder()
                .setCertificateChain(chain)
                .setPrivateKey(inline("k"))
                .build();
    }

    private static DataSource inline(String text) {
        return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
    }
}
