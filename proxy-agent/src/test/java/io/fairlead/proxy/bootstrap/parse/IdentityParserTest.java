package io.fairlead.proxy.bootstrap.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.bootstrap.parse.IdentityConfig.Authority;
import io.fairlead.proxy.identity.csr.KeyKind;
import io.fairlead.proxy.identity.renew.RenewPolicy;
import io.fairlead.proxy.identity.verify.SpiffeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentityParserTest {

    private static IdentityConfig parse(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        environment.put("POD_NAME", "cart-1");
        environment.put("POD_NAMESPACE", "shop");
        environment.put("INSTANCE_IP", "10.0.0.1");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return IdentityParser.parse(
                environment, ConfigParser.parse("sidecar", environment, PodFiles.NONE, 1));
    }

    private static IdentityConfig discovery(String address, String policy) {
        return parse(
                "PROXY_CONFIG",
                "{\"discoveryAddress\": \"%s\"%s}"
                        .formatted(
                                address,
                                policy.isEmpty()
                                        ? ""
                                        : ", \"controlPlaneAuthPolicy\": \"" + policy + "\""));
    }

    @Test
    void theTokenIsTheMeshsOrThePodsOwn() {
        assertThat(parse().files().token())
                .isEqualTo(Path.of("/var/run/secrets/tokens/istio-token"));
        assertThat(parse("JWT_POLICY", "first-party-jwt").files().token())
                .isEqualTo(Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token"));
        assertThatThrownBy(() -> parse("JWT_POLICY", "none"))
                .isInstanceOf(BadConfig.class)
                .hasMessage("JWT_POLICY is neither third-party-jwt nor first-party-jwt: none");
    }

    @Test
    void withoutAWordItIsTheDaemonOfIstioSystemByTls() {
        IdentityConfig config = parse();

        assertThat(config.secured()).isTrue();
        assertThat(config.serverName()).isEqualTo("istiod.istio-system.svc");
        assertThat(config.authority())
                .isEqualTo(
                        new Authority(
                                "istiod.istio-system.svc", 15_012, "istiod.istio-system.svc"));
        assertThat(config.wanted().id())
                .isEqualTo(SpiffeId.workload("cluster.local", "shop", "default"));
        assertThat(config.wanted().key()).isEqualTo(KeyKind.standard());
        assertThat(config.wanted().life()).isEqualTo(Duration.ofHours(24));
        assertThat(config.wanted().policy()).isEqualTo(RenewPolicy.DEFAULT);
        assertThat(config.clusterId()).isEqualTo("Kubernetes");
        assertThat(config.files().roots())
                .isEqualTo(Path.of("/var/run/secrets/istio/root-cert.pem"));
        assertThat(config.files().token())
                .isEqualTo(Path.of("/var/run/secrets/tokens/istio-token"));
        assertThat(config.files().output()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "istiod.istio-system.svc:15012, '', true",
        "istiod.istio-system.svc:15010, '', false",
        "istiod.istio-system.svc:15010, MUTUAL_TLS, false",
        "istiod.istio-system.svc:15012, NONE, false",
        "127.0.0.1:12345, '', true"
    })
    void thePortAndThePolicySayWhetherTheControlPlaneIsSecured(
            String address, String policy, boolean secured) {
        IdentityConfig config = discovery(address, policy);

        assertThat(config.secured()).isEqualTo(secured);
        assertThat(config.authority() != null).isEqualTo(secured);
    }

    @ParameterizedTest
    @CsvSource({"istiod:15012, true", "istiod:15010, false"})
    void theDaemonIsToldThatThisProxyHasCertificates(String address, boolean told) {
        Map<String, String> environment =
                Map.of(
                        "POD_NAME", "cart-1",
                        "INSTANCE_IP", "10.0.0.1",
                        "PROXY_CONFIG", "{\"discoveryAddress\": \"%s\"}".formatted(address));

        assertThat(
                        ConfigParser.parse("sidecar", environment, PodFiles.NONE, 1)
                                .metadataJson()
                                .contains("WORKLOAD_IDENTITY_SOCKET_FILE"))
                .isEqualTo(told);
    }

    @Test
    void theCaMayBeElsewhere() {
        IdentityConfig config =
                parse(
                        "CA_ADDR",
                        "ca.example:443",
                        "ISTIOD_SAN",
                        "ca",
                        "TRUST_DOMAIN",
                        "td.example");

        assertThat(config.authority()).isEqualTo(new Authority("ca.example", 443, "ca"));
        assertThat(config.wanted().id().trustDomain()).isEqualTo("td.example");
    }

    @Test
    void lifeShareFilesAndCopiesAreTheUsers() {
        IdentityConfig config =
                parse(
                        "SECRET_TTL", "1h30m",
                        "SECRET_GRACE_PERIOD_RATIO", "0.2",
                        "SECRET_GRACE_PERIOD_RATIO_JITTER", "0",
                        "OUTPUT_CERTS", "/certs",
                        "FAIRLEAD_TOKEN_FILE", "/t",
                        "XDS_ROOT_CA", "/r",
                        "FAIRLEAD_SDS_SOCKET", "/s",
                        "SERVICE_ACCOUNT", "cart");

        assertThat(config.wanted().life()).isEqualTo(Duration.ofMinutes(90));
        assertThat(config.wanted().policy().grace()).isEqualTo(0.2);
        assertThat(config.wanted().policy().jitter()).isZero();
        assertThat(config.wanted().id().path()).isEqualTo("ns/shop/sa/cart");
        assertThat(config.files())
                .isEqualTo(
                        new IdentityConfig.Files(
                                Path.of("/t"), Path.of("/r"), Path.of("/certs"), Path.of("/s")));
    }

    @Test
    void theKindOfKeyIsAskedForAsInIstio() {
        assertThat(parse("WORKLOAD_RSA_KEY_SIZE", "3072").wanted().key())
                .isEqualTo(new KeyKind.Rsa(3072));
        assertThat(
                        parse("ECC_SIGNATURE_ALGORITHM", "ECDSA", "WORKLOAD_RSA_KEY_SIZE", "2048")
                                .wanted()
                                .key())
                .isEqualTo(KeyKind.standard());
        assertThat(parse("ECC_CURVE", "P384").wanted().key())
                .isEqualTo(new KeyKind.Ec(KeyKind.Curve.P384));
    }

    @ParameterizedTest
    @CsvSource({
        "WORKLOAD_RSA_KEY_SIZE, 1024, 2048",
        "WORKLOAD_RSA_KEY_SIZE, many, not a number",
        "ECC_SIGNATURE_ALGORITHM, RSA, not ECDSA",
        "ECC_CURVE, P521, P384",
        "SECRET_TTL, soon, not a duration",
        "SECRET_TTL, 1s, less than 10s",
        "SECRET_GRACE_PERIOD_RATIO, 1.5, between 0 and 1",
        "SECRET_GRACE_PERIOD_RATIO, half, not a number",
        "TRUST_DOMAIN, Cluster.Local, SPIFFE",
        "CA_ADDR, nowhere, not host:port",
        "CA_ADDR, ca:0, between 1 and 65535"
    })
    void whatCannotBeUnderstoodIsNamedWithWhatWasExpected(
            String variable, String value, String expected) {
        assertThatThrownBy(() -> parse(variable, value))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(expected);
    }
}
