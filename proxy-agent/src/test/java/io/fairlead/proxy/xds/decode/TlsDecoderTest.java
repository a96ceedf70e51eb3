package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ClientTransport;
import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Host;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.PeerValidation.SanMatch;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.proxy.model.TlsSettings;
import io.fairlead.proxy.model.TlsSettings.TlsVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TlsDecoderTest {

    private static final SdsSecretConfig OWN =
            SdsSecretConfig.newBuilder().setName("default").build();

    @Test
    void anInboundMeshContextNamesItsSecretsAndTheTrustDomain() {
        var context =
                DownstreamTlsContext.newBuilder()
                        .setRequireClientCertificate(BoolValue.of(true))
                        .setCommonTlsContext(
                                common(prefix("spiffe://cluster.local/"))
                                        .addAlpnProtocols("h2")
                                        .addAlpnProtocols("http/1.1")
                                        .setTlsParams(
                                                TlsParameters.newBuilder()
                                                        .setTlsMinimumProtocolVersion(
                                                                TlsProtocol.TLSv1_2)
                                                        .addCipherSuites(
                                                                "ECDHE-ECDSA-AES256-GCM-SHA384")));

        var expected =
                new ServerTransport.Tls(
                        new TlsSettings(
                                "default",
                                new PeerValidation(
                                        new Roots.Named("ROOTCA"),
                                        List.of(
                                                new SanMatch(
                                                        SanMatch.Kind.URI,
                                                        new StringMatch.Prefix(
                                                                "spiffe://cluster.local/",
                                                                false)))),
                                List.of("h2", "http/1.1"),
                                TlsVersion.TLS_1_2,
                                TlsVersion.TLS_1_3,
                                List.of("ECDHE-ECDSA-AES256-GCM-SHA384"),
                                List.of()),
                        true);
        assertThat(server(context.build())).isEqualTo(expected);
        assertThat(expected.settings().validation().workloads()).isTrue();
    }

    @Test
    void listsOfRevokedCertificatesComeFromAFile() {
        var context =
                UpstreamTlsContext.newBuilder()
                        .setCommonTlsContext(
                                CommonTlsContext.newBuilder()
                                        .setCombinedValidationContext(
                                                CombinedCertificateValidationContext.newBuilder()
                                                        .setDefaultValidationContext(
                                                                CertificateValidationContext
                                                                        .newBuilder()
                                                                        .setCrl(file("/crl.pem")))
                                                        .setValidationContextSdsSecretConfig(
                                                                SdsSecretConfig.newBuilder()
                                                                        .setName("file-root:/a"))));

        var tls = (ClientTransport.Tls) client(context.build());

        assertThat(tls.settings().validation().revocations()).isEqualTo("file-crl:/crl.pem");
    }

    @Test
    void filesBecomeTheNamesThatSecretsHaveForThem() {
        var context =
                UpstreamTlsContext.newBuilder()
                        .setSni("db.example.com")
                        .setCommonTlsContext(
                                CommonTlsContext.newBuilder()
                                        .addTlsCertificates(
                                                TlsCertificate.newBuilder()
                                                        .setCertificateChain(file("/c.pem"))
                                                        .setPrivateKey(file("/k.pem")))
                                        .setValidationContext(
                                                CertificateValidationContext.newBuilder()
                                                        .setTrustedCa(file("/ca.pem"))));

        var tls = (ClientTransport.Tls) client(context.build());

        assertThat(tls.sni()).isEqualTo("db.example.com");
        assertThat(tls.settings().certificate()).isEqualTo("file-cert:/c.pem~/k.pem");
        assertThat(tls.settings().validation().roots())
                .isEqualTo(new Roots.Named("file-root:/ca.pem"));
        assertThat(tls.settings().validation().workloads()).isFalse();
    }

    @Test
    void aHostGetsTheTransportThatItsLabelsMatch() {
        var wire =
                io.envoyproxy.envoy.config.cluster.v3.Cluster.newBuilder()
                        .setName("c")
                        .addTransportSocketMatches(
                                match("tlsMode-istio", Map.of("tlsMode", "istio"), mesh()))
                        .addTransportSocketMatches(
                                match("tlsMode-disabled", Map.of(), RawBuffer.getDefaultInstance()))
                        .build();

        var decoded = (Decoded.Accepted<Cluster>) ClusterDecoder.decode(wire);

        assertThat(decoded.notes()).isEmpty();
        assertThat(decoded.value().transport().of(host(Map.of("tlsMode", "istio"))))
                .isInstanceOf(ClientTransport.Tls.class);
        assertThat(decoded.value().transport().of(host(Map.of())))
                .isEqualTo(new ClientTransport.Plain());
    }

    @Test
    void aServerThatIsNamedByRequestsIsNamedByItsService() {
        var simple =
                UpstreamTlsContext.newBuilder()
                        .setCommonTlsContext(
                                CommonTlsContext.newBuilder()
                                        .setValidationContext(
                                                CertificateValidationContext.newBuilder()
                                                        .setTrustedCa(file("/ca.pem"))))
                        .build();
        var automatic =
                HttpProtocolOptions.newBuilder()
                        .setUpstreamHttpProtocolOptions(
                                UpstreamHttpProtocolOptions.newBuilder()
                                        .setAutoSni(true)
                                        .setAutoSanValidation(true))
                        .build();
        var wire =
                io.envoyproxy.envoy.config.cluster.v3.Cluster.newBuilder()
                        .setName("c")
                        .setTransportSocket(any(simple))
                        .putTypedExtensionProtocolOptions(
                                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                                Any.pack(automatic));

        assertThat(ClusterDecoder.decode(wire.build()).toString()).contains("auto_san_validation");

        wire.setMetadata(service("edition.cnn.com"));
        var decoded = (Decoded.Accepted<Cluster>) ClusterDecoder.decode(wire.build());
        var tls = (ClientTransport.Tls) decoded.value().transport().otherwise();
        assertThat(tls.sni()).isEqualTo("edition.cnn.com");
        assertThat(tls.settings().validation().names())
                .containsExactly(
                        new SanMatch(
                                SanMatch.Kind.DNS, new StringMatch.Exact("edition.cnn.com", true)));
    }

    private static Metadata service(String host) {
        Value text = Value.newBuilder().setStringValue(host).build();
        Value one =
                Value.newBuilder()
                        .setStructValue(Struct.newBuilder().putFields("host", text))
                        .build();
        Value services =
                Value.newBuilder().setListValue(ListValue.newBuilder().addValues(one)).build();
        return Metadata.newBuilder()
                .putFilterMetadata(
                        "istio", Struct.newBuilder().putFields("services", services).build())
                .build();
    }

    @Test
    void whatWouldBeLessSafeThanWasAskedForIsRefused() {
        var hash =
                CertificateValidationContext.newBuilder()
                        .setTrustedCa(file("/ca.pem"))
                        .addVerifyCertificateSpki("AAAA");
        var expired =
                CertificateValidationContext.newBuilder()
                        .setTrustedCa(file("/ca.pem"))
                        .setAllowExpiredCertificate(true);
        var weak = TlsParameters.newBuilder().addCipherSuites("DES-CBC3-SHA");
        var old = TlsParameters.newBuilder().setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_1);

        assertThat(problems(own().setValidationContext(hash))).contains("verify_certificate_spki");
        assertThat(problems(own().setValidationContext(expired))).contains("never accepted");
        assertThat(problems(own().setTlsParams(weak))).contains("DES-CBC3-SHA");
        assertThat(problems(own().setTlsParams(old))).contains("below 1.2");
        assertThat(problems(CommonTlsContext.newBuilder())).contains("needs a certificate");
        assertThat(problemsOf(any(Struct.getDefaultInstance()))).contains("isn't known");
    }

    private static CommonTlsContext.Builder own() {
        return CommonTlsContext.newBuilder().addTlsCertificateSdsSecretConfigs(OWN);
    }

    private static CommonTlsContext.Builder common(StringMatcher uri) {
        return own().setCombinedValidationContext(
                        CombinedCertificateValidationContext.newBuilder()
                                .setDefaultValidationContext(
                                        CertificateValidationContext.newBuilder()
                                                .addMatchTypedSubjectAltNames(
                                                        SubjectAltNameMatcher.newBuilder()
                                                                .setSanType(SanType.URI)
                                                                .setMatcher(uri)))
                                .setValidationContextSdsSecretConfig(
                                        SdsSecretConfig.newBuilder().setName("ROOTCA")));
    }

    private static UpstreamTlsContext mesh() {
        return UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(
                        common(StringMatcher.newBuilder().setExact("spiffe://td/ns/a/sa/b").build())
                                .addAlpnProtocols("istio"))
                .build();
    }

    private static StringMatcher prefix(String of) {
        return StringMatcher.newBuilder().setPrefix(of).build();
    }

    private static DataSource file(String path) {
        return DataSource.newBuilder().setFilename(path).build();
    }

    private static TransportSocketMatch match(
            String name, Map<String, String> labels, Message socket) {
        var struct = Struct.newBuilder();
        labels.forEach((key, value) ->
                struct.putFields(key, Value.newBuilder().setStringValue(value).build()));
        return TransportSocketMatch.newBuilder()
                .setName(name)
                .setMatch(struct)
                .setTransportSocket(any(socket))
                .build();
    }

    private static Host host(Map<String, String> labels) {
        return new Host(new Address("127.0.0.1", 1), 1, Host.Health.HEALTHY, "", "", labels);
    }

    private static TransportSocket any(Message of) {
        return TransportSocket.newBuilder()
                .setName("envoy.transport_sockets.any")
                .setTypedConfig(Any.pack(of))
                .build();
    }

    private static ServerTransport server(DownstreamTlsContext context) {
        Notes notes = new Notes("l");
        ServerTransport transport = TlsDecoder.server(any(context), notes);
        assertThat(notes.result("")).isInstanceOf(Decoded.Accepted.class);
        return transport;
    }

    private static ClientTransport client(UpstreamTlsContext context) {
        Notes notes = new Notes("c");
        ClientTransport transport = TlsDecoder.client(any(context), notes);
        assertThat(notes.result("")).isInstanceOf(Decoded.Accepted.class);
        return transport;
    }

    private static String problems(CommonTlsContext.Builder common) {
        return problemsOf(
                any(DownstreamTlsContext.newBuilder().setCommonTlsContext(common).build()));
    }

    private static String problemsOf(TransportSocket socket) {
        Notes notes = new Notes("l");
        TlsDecoder.server(socket, notes);
        return notes.result("").toString();
    }
}
