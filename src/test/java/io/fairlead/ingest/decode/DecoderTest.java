package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Service;
import io.fairlead.model.config.VirtualService;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.route.Destination;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.StringMatch;
import io.fairlead.model.route.WeightedDestination;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The shape of what is read. Refusals are the business of the fixtures in `validate/`.
class DecoderTest {
    private static final String CANARY =
            """
            kind: VirtualService
            apiVersion: networking.istio.io/v1alpha3
            metadata:
              name: canary
            spec:
              hosts: [staff.default.svc.cluster.local]
              http:
              - match:
                - uri :
                    prefix: "/experimental"
                - headers: {my-header: {exact: canary}}
                route:
                - destination: {host: staff, subset: safe}
                  weight: 73
                - destination: {host: staff, subset: risky}
                  weight: 28
                timeout: 1m30s
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: staff, namespace: shop}
            spec:
              host: staff
              trafficPolicy: ~
              subsets:
              - name: safe
                labels: {version: safe}
                trafficPolicy:
                  loadBalancer: {consistentHash: {httpHeaderName: x-myval}}
            """;

    @Test
    void aVirtualServiceIsReadAsItIsWritten() {
        VirtualService canary = only(CANARY, VirtualService.class);

        assertThat(canary.key())
                .isEqualTo(
                        new ObjectKey(
                                "networking.istio.io", "VirtualService", "default", "canary"));
        assertThat(canary.gateways()).containsExactly("mesh");
        assertThat(canary.http().getFirst().match())
                .satisfiesExactly(
                        m -> assertThat(m.uri()).isEqualTo(new StringMatch.Prefix("/experimental")),
                        m ->
                                assertThat(m.headers())
                                        .containsEntry(
                                                "my-header", new StringMatch.Exact("canary")));
        assertThat(canary.http().getFirst().action())
                .isEqualTo(
                        new HttpAction.Forward(
                                List.of(
                                        new WeightedDestination(
                                                new Destination("staff", "safe", 0), 73),
                                        new WeightedDestination(
                                                new Destination("staff", "risky", 0), 28))));
        assertThat(canary.http().getFirst().timeout()).hasSeconds(90);
    }

    @Test
    void nullsAreAbsent() {
        DestinationRule rule = only(CANARY, DestinationRule.class);

        assertThat(rule.namespace()).isEqualTo("shop");
        assertThat(rule.trafficPolicy()).isEqualTo(TrafficPolicy.NONE);
        assertThat(rule.subsets().getFirst().trafficPolicy().loadBalancer())
                .isEqualTo(
                        new LoadBalancer(
                                new LoadBalancer.Choice.Hash(
                                        new LoadBalancer.HashKey.Header("x-myval"),
                                        new LoadBalancer.HashTable.Unspecified(1024)),
                                null,
                                null));
    }

    @Test
    void lineEndsAndEmptyDocumentsMakeNoDifference() {
        String windows = "---\n# nothing\n---\n" + CANARY + "...\n---\n";
        List<MeshObject> expected = objects(CANARY);

        assertThat(objects(windows.replace("\n", "\r\n"))).isEqualTo(expected).hasSize(2);
        assertThat(decode("\uFEFF" + windows).problems()).isEmpty();
    }

    @Test
    void aFieldKnowsItsLine() {
        Decoded decoded = decode(CANARY);

        assertThat(decoded.items().getFirst().origin().lineOf("spec.http[0].route[1].weight"))
                .isEqualTo(16);
        assertThat(decoded.items().get(1).origin().lineOf("spec.subsets[0].labels.nothing"))
                .isEqualTo(27);
        assertThat(decoded.items().get(1).origin().line()).isEqualTo(19);
    }

    @Test
    void listsAndJsonAreFilesLikeAnyOther() {
        String json =
                """
                {"apiVersion": "v1", "kind": "List", "items": [
                \t{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"},
                \t "spec": {"clusterIP": "10.96.0.7", "ports": [{"port": 80, "name": "http", "targetPort": "web"}]}}
                ]}
                """;
        Decoded decoded = Decoder.decode("x.json", json, Limits.DEFAULT);

        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.items().getFirst().object())
                .isInstanceOfSatisfying(
                        Service.class,
                        web -> {
                            assertThat(web.host()).isEqualTo("web.shop.svc.cluster.local");
                            assertThat(web.addresses()).containsExactly("10.96.0.7");
                            assertThat(web.ports().getFirst().protocol().isHttp()).isTrue();
                        });
    }

    @Test
    void aFileThatDoesNotParseIsNotReadable() {
        Decoded decoded = decode("a: [1\nb: 2\n");

        assertThat(decoded.readable()).isFalse();
        assertThat(decoded.problems()).singleElement().extracting(Problem::line).isEqualTo(2);
    }

    @Test
    void aliasBombsAreRefusedAndNotUnpacked() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
        }
        assertThat(decode(bomb.toString()).problems())
                .singleElement()
                .satisfies(p -> assertThat(p.code()).isEqualTo("yaml-limit"));
    }

    @Test
    void hugeValuesAreCutInMessagesAndCostNoTime() {
        String huge = "9".repeat(3_000_000);
        Decoded decoded =
                decode(
                        """
                        apiVersion: networking.istio.io/v1
                        kind: DestinationRule
                        metadata: {name: a}
                        spec: {host: a, "%s": 1, trafficPolicy: {outlierDetection: {minHealthPercent: %s}}}
                        """
                                .formatted("9".repeat(1_000), huge));

        assertThat(decoded.problems())
                .hasSize(2)
                .allMatch(problem -> problem.text().length() < 3_000);
    }

    private static Decoded decode(String text) {
        return Decoder.decode("test.yaml", text, Limits.DEFAULT);
    }

    private static List<MeshObject> objects(String text) {
        return decode(text).items().stream().map(Decoded.Item::object).toList();
    }

    private static <T> T only(String text, Class<T> type) {
        assertThat(decode(text).problems()).isEmpty();
        return objects(text).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }
}
