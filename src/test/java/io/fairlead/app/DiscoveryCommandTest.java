package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.ca.caller.TokenPolicy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What Deployments made for istiod say to their container.
class DiscoveryCommandTest {

    private final CommandLine root = Main.commandLine();
    private final CommandLine line = Objects.requireNonNull(root.getSubcommands().get("discovery"));

    private DaemonOptions options(Map<String, String> variables, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("discovery"));
        all.addAll(List.of(words));
        CommandLine.ParseResult _ = root.parseArgs(all.toArray(String[]::new));
        return ((DiscoveryCommand) line.getCommand()).options(variables);
    }

    @Test
    void aPodOfIstiodsOwnChartIsUnderstood() throws Exception {
        DaemonOptions options =
                options(
                        Map.of(
                                "REVISION", "default",
                                "POD_NAMESPACE", "istio-system",
                                "KUBECONFIG", "/var/run/secrets/remote/config",
                                "POD_IP", "10.0.0.7"),
                        "--monitoringAddr=:15014",
                        "--log_output_level=default:info",
                        "--domain",
                        "cluster.local",
                        "--keepaliveMaxServerConnectionAge",
                        "30m");
        KubeOptions cluster = Objects.requireNonNull(options.kubernetes());
        assertThat(cluster.kubeconfig()).isEqualTo("in-cluster");
        assertThat(cluster.authority()).isTrue();
        assertThat(cluster.injectors()).containsExactly("istio-sidecar-injector");
        assertThat(cluster.validators()).containsExactly("istio-validator-istio-system");
        SecureOptions secure = Objects.requireNonNull(options.secure());
        assertThat(secure.address().getPort()).isEqualTo(15_012);
        assertThat(secure.tokenAudience()).isEqualTo("istio-ca");
        assertThat(secure.discoveryNames()).containsExactly("istiod.istio-system.svc");
        assertThat(Objects.requireNonNull(options.replicas()).host()).isEqualTo("10.0.0.7");
        assertThat(Objects.requireNonNull(options.webhook()).address().getPort()).isEqualTo(15_017);
        assertThat(IstiodNames.given(line.getCommandSpec()))
                .containsExactly("--keepaliveMaxServerConnectionAge", "--log_output_level");
    }

    @Test
    void aRevisionHasItsOwnNames() throws Exception {
        DaemonOptions options =
                options(
                        Map.of(
                                "REVISION", "canary",
                                "JWT_POLICY", "first-party-jwt",
                                "ISTIOD_CUSTOM_HOST", "mesh.example.org",
                                "POD_IP", "10.0.0.7"));
        KubeOptions cluster = Objects.requireNonNull(options.kubernetes());
        assertThat(cluster.injectors()).containsExactly("istio-sidecar-injector-canary");
        assertThat(cluster.validators()).containsExactly("istio-validator-canary-istio-system");
        SecureOptions secure = Objects.requireNonNull(options.secure());
        assertThat(secure.tokenAudience()).isEqualTo(TokenPolicy.OF_THE_SERVER);
        assertThat(secure.discoveryNames())
                .containsExactly("istiod-canary.istio-system.svc", "mesh.example.org");
    }

    @Test
    void whatItCantDoIsRefusedWithAWayOn() {
        Map<String, String> variables = Map.of("POD_IP", "10.0.0.7");
        assertThatThrownBy(() -> options(variables, "--registries=Mock"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("only Kubernetes is read here")
                .hasMessageContaining("fairlead daemon --config DIR");
        assertThatThrownBy(() -> options(variables, "--domain=corp.example"))
                .hasMessageContaining("names of Services end in cluster.local here");
        assertThatThrownBy(() -> options(variables, "-n", "mesh"))
                .hasMessageContaining("the daemon stands in istio-system");
        assertThatThrownBy(() -> options(variables, "--tlsCertFile=/tmp/a.pem"))
                .hasMessageContaining("belongs into the Secret cacerts");
        assertThatThrownBy(() -> options(Map.of("PILOT_MAX_REQUESTS_PER_SECOND", "many")))
                .hasMessageContaining("PILOT_MAX_REQUESTS_PER_SECOND \"many\" is no number");
    }

    @Test
    void anUnknownFlagIsNamed() {
        StringWriter err = new StringWriter();
        int status =
                Main.commandLine()
                        .setErr(new PrintWriter(err))
                        .execute("discovery", "--frobnicate=1");
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("--frobnicate=1");
    }

    @Test
    void variablesThatIstiodWouldHeedAreTold() {
        assertThat(
                        IstiodNames.withoutEffect(
                                Map.of(
                                        "PILOT_DEBOUNCE_AFTER", "1s",
                                        "PILOT_MAX_REQUESTS_PER_SECOND", "10",
                                        "ISTIOD_SERVICE_HOST", "10.96.0.5",
                                        "ISTIOD_PORT_15012_TCP", "tcp://10.96.0.5:15012",
                                        "POD_NAME", "istiod-1",
                                        "ENABLE_CA_SERVER", "true",
                                        "MAX_WORKLOAD_CERT_TTL", "24h")))
                .isEqualTo(List.of("MAX_WORKLOAD_CERT_TTL", "PILOT_DEBOUNCE_AFTER"));
    }
}
