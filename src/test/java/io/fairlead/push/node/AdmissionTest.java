package io.fairlead.push.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

    private static final Caller WEB =
            new Caller.Known(
                    new SpiffeId("cluster.local", "shop", "web"), Caller.Proof.TOKEN, "web-1");

    @ParameterizedTest(name = "namespace {0}, account {1}: {2}")
    @CsvSource({
        "shop, web, ''",
        "shop, '', ''",
        "'', web, ''",
        "other, web, the node's namespace is \"other\"",
        "shop, admin, the node's service account is \"admin\"",
        "other, '', the node's namespace is \"other\"",
        "Shop, web, the node's namespace is \"Shop\""
    })
    void aProxyIsWhoItProvedToBe(String namespace, String account, String refusal) {
        String said = refusal(WEB, node(namespace, account));
        assertThat(said.isEmpty()).isEqualTo(refusal.isEmpty());
        assertThat(said).startsWith(refusal);
    }

    @Test
    void whereNobodyIsAskedAnythingGoes() {
        assertThat(refusal(new Caller.Anonymous(), node("other", "admin"))).isEmpty();
    }

    private static String refusal(Caller caller, Node node) {
        Parsed.Known known = (Parsed.Known) NodeParser.parse(node);
        return Admission.refusal(caller, known.proxy(), node);
    }

    /// What is empty is left out; the domain says then which namespace.
    private static Node node(String namespace, String account) {
        Struct.Builder metadata = Struct.newBuilder();
        put(metadata, "NAMESPACE", namespace);
        put(metadata, "SERVICE_ACCOUNT", account);
        return Node.newBuilder()
                .setId("sidecar~10.0.0.7~web-1.shop~shop.svc.cluster.local")
                .setMetadata(metadata)
                .build();
    }

    private static void put(Struct.Builder metadata, String key, String value) {
        if (!value.isEmpty()) {
            metadata.putFields(key, Value.newBuilder().setStringValue(value).build());
        }
    }
}
