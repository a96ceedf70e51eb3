package io.fairlead.proxy.bootstrap.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The flags of pods made for Istio.
class AgentFlagsTest {

    @Test
    void whatIstiosPodsHave() {
        AgentFlags flags =
                AgentFlags.parse(
                        List.of(
                                "--domain",
                                "fleet.svc.cluster.local",
                                "--proxyLogLevel=warning",
                                "--proxyComponentLogLevel=misc:error",
                                "--log_output_level=default:info",
                                "--log_as_json"));
        assertThat(flags).isEqualTo(new AgentFlags("fleet.svc.cluster.local", "info"));
        assertThat(AgentFlags.parse(List.of())).isEqualTo(new AgentFlags("", "info"));
    }

    @Test
    void theDomainIsInTheNodesName() {
        Map<String, String> environment =
                Map.of("POD_NAME", "p", "INSTANCE_IP", "10.0.0.1", ConfigParser.DOMAIN, "a.svc.b");
        ProxyConfig config = ConfigParser.parse("sidecar", environment, PodFiles.NONE, 1);
        assertThat(config.nodeId()).isEqualTo("sidecar~10.0.0.1~p.default~a.svc.b");
    }

    @Test
    void whatTheInjectorRemembersIsNotToldToTheDaemon() {
        PodFiles files =
                new PodFiles("", "a=\"b\"\nproxy.fairlead.io/iptables=\"*nat\\nCOMMIT\\n\"\n");
        ProxyConfig config =
                ConfigParser.parse(
                        "sidecar", Map.of("POD_NAME", "p", "INSTANCE_IP", "10.0.0.1"), files, 1);
        assertThat(config.metadataJson()).contains("\"a\":\"b\"").doesNotContain("nat");
    }

    @ParameterizedTest
    @CsvSource({
        "default:debug, debug",
        "debug, debug",
        "'ads:debug,default:warn', warn",
        "ads:error, error",
        "default:none, none",
        "default:warning, warn"
    })
    void theLevelOfTheDefaultScope(String text, String level) {
        assertThat(AgentFlags.parse(List.of("--log_output_level=" + text)).logLevel())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "--nonsense=1, is no flag",
        "--domain, needs a value",
        "--log_output_level=default:loud, is none of debug"
    })
    void whatCantBeUnderstoodIsSaid(String flag, String said) {
        assertThatThrownBy(() -> AgentFlags.parse(List.of(flag)))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining(said);
    }

    @Test
    void aBadProberIsABadConfiguration() {
        assertThatThrownBy(() -> Application.of(Map.of("ISTIO_KUBE_APP_PROBERS", "{")))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("ISTIO_KUBE_APP_PROBERS");
        assertThat(Application.of(Map.of())).isEqualTo(Application.UNKNOWN);
    }
}
