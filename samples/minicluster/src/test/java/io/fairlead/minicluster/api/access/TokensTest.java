package io.fairlead.minicluster.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.auth.ServiceAccountTokens;
import io.fairlead.minicluster.auth.TokenClaims;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of service accounts at the API server: given out, accepted, reviewed, and refused.
class TokensTest {

    private static final String USER = "system:serviceaccount:default:cart";

    @TempDir private Path dir;
    private final List<AutoCloseable> open = new ArrayList<>();
    private KubernetesClient admin;
    private Config config;
    private Pod pod;
    private ServiceAccount account;

    @BeforeEach
    void start() throws Exception {
        ApiCore core =
                ApiCore.start(
                        dir, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        open.add(core);
        config = Config.fromKubeconfig(core.kubeconfig().toFile());
        admin = client(config);
        account =
                admin.resource(
                                new ServiceAccountBuilder()
                                        .withNewMetadata()
                                        .withName("cart")
                                        .withNamespace("default")
                                        .endMetadata()
                                        .build())
                        .create();
        pod =
                admin.resource(
                                new PodBuilder()
                                        .withNewMetadata()
                                        .withName("cart-1")
                                        .withNamespace("default")
                                        .endMetadata()
                                        .withNewSpec()
                                        .withServiceAccountName("cart")
                                        .addNewContainer()
                                        .withName("app")
                                        .withImage("app:1")
                                        .endContainer()
                                        .endSpec()
                                        .build())
                        .create();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void aPodsTokenIsItsServiceAccount() throws Exception {
        SelfSubjectReview review = whoAmI(podToken());
        assertThat(review.getStatus().getUserInfo().getUsername()).isEqualTo(USER);
        assertThat(review.getStatus().getUserInfo().getUid())
                .isEqualTo(account.getMetadata().getUid());
        assertThat(review.getStatus().getUserInfo().getGroups())
                .containsExactly(
                        "system:serviceaccounts",
                        "system:serviceaccounts:default",
                        "system:authenticated");
        assertThat(review.getStatus().getUserInfo().getExtra())
                .containsEntry("authentication.kubernetes.io/pod-name", List.of("cart-1"))
                .containsEntry(
                        "authentication.kubernetes.io/pod-uid",
                        List.of(pod.getMetadata().getUid()));
    }

    @Test
    void aTokenOutlivesTheServer() throws Exception {
        String token = podToken();
        stop();
        open.clear();
        ApiCore again =
                ApiCore.start(
                        dir, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
        open.add(again);
        config = Config.fromKubeconfig(again.kubeconfig().toFile());
        assertThat(whoAmI(token).getStatus().getUserInfo().getUsername()).isEqualTo(USER);
    }

    @Test
    void aTokenEndsWithItsPod() throws Exception {
        String token = podToken();
        List<?> _ = admin.resource(pod).withGracePeriod(0).delete();
        assertRefused(token);
        assertThat(review(token).getStatus().getError()).contains("pod");
    }

    @Test
    void aTokenEndsWithItsServiceAccount() throws Exception {
        String token = podToken();
        List<?> _ = admin.resource(account).delete();
        ServiceAccount _ =
                admin.resource(
                                new ServiceAccountBuilder()
                                        .withNewMetadata()
                                        .withName("cart")
                                        .withNamespace("default")
                                        .endMetadata()
                                        .build())
                        .create();
        assertRefused(token);
    }

    @Test
    void whatIsOverOrForOthersOrForgedIsRefused() throws Exception {
        Instant now = Instant.now();
        assertRefused(signed(now.minusSeconds(7_200), now.minusSeconds(1)));
        assertRefused(signed(now.plusSeconds(600), now.plusSeconds(1_200)));
        assertThat(whoAmI(signed(now, now.plusSeconds(600))).getStatus()).isNotNull();

        String other = token("istio-ca");
        assertRefused(other);
        assertThat(review(other).getStatus().getAuthenticated()).isFalse();
        TokenReview good = review(other, "vault", "istio-ca");
        assertThat(good.getStatus().getAuthenticated()).isTrue();
        assertThat(good.getStatus().getAudiences()).containsExactly("istio-ca");
        assertThat(good.getStatus().getUser().getUsername()).isEqualTo(USER);

        String[] parts = podToken().split("\\.");
        String payload = token("istio-ca").split("\\.")[1];
        assertRefused(parts[0] + "." + payload + "." + parts[2]);
        assertRefused(
                ServiceAccountTokens.create()
                        .sign(claims(ServiceAccountTokens.ISSUER, now, now.plusSeconds(600))));
        assertRefused("nonsense");
        assertRefused("x".repeat(20_000));
    }

    @Test
    void aRequestThatCannotBeMetSaysWhy() {
        assertThatThrownBy(() -> request(30L, "cart-1", ""))
                .hasMessageContaining("spec.expirationSeconds")
                .hasMessageContaining("may not specify a duration less than 10 minutes");
        assertThatThrownBy(() -> request(600L, "cart-2", ""))
                .hasMessageContaining("pods \"cart-2\" not found");
        assertThatThrownBy(() -> request(600L, "cart-1", "0000"))
                .hasMessageContaining("does not match the UID in record");
    }

    @Test
    void othersFindTheKeysByDiscovery() throws Exception {
        assertThat(admin.raw("/.well-known/openid-configuration"))
                .contains("\"issuer\":\"" + ServiceAccountTokens.ISSUER + "\"")
                .contains("/openid/v1/jwks");
        assertThat(admin.raw("/openid/v1/jwks")).contains("\"kty\":\"EC\"").doesNotContain("\"d\"");
    }

    private void assertRefused(String token) {
        assertThatThrownBy(() -> whoAmI(token))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(401));
    }

    private String podToken() {
        return request(3_600L, "cart-1", pod.getMetadata().getUid()).getStatus().getToken();
    }

    private String token(String audience) {
        TokenRequest wanted =
                new TokenRequestBuilder().withNewSpec().withAudiences(audience).endSpec().build();
        return requested(wanted).getStatus().getToken();
    }

    private TokenRequest request(long seconds, String boundTo, String uid) {
        return requested(
                new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(seconds)
                        .withNewBoundObjectRef("v1", "Pod", boundTo, uid)
                        .endSpec()
                        .build());
    }

    private TokenRequest requested(TokenRequest wanted) {
        return admin.serviceAccounts().inNamespace("default").withName("cart").tokenRequest(wanted);
    }

    private TokenReview review(String token, String... audiences) {
        return admin.resource(
                        new TokenReviewBuilder()
                                .withNewSpec()
                                .withToken(token)
                                .withAudiences(audiences)
                                .endSpec()
                                .build())
                .create();
    }

    private SelfSubjectReview whoAmI(String token) throws Exception {
        Config own = Config.empty();
        own.setMasterUrl(config.getMasterUrl());
        own.setCaCertData(config.getCaCertData());
        own.setOauthToken(token);
        own.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(own).build()) {
            SelfSubjectReview asked = new SelfSubjectReview();
            return client.resource(asked).create();
        }
    }

    private String signed(Instant from, Instant to) throws Exception {
        return ServiceAccountTokens.of(Files.readString(dir.resolve("pki/sa.key")))
                .sign(claims(ServiceAccountTokens.ISSUER, from, to));
    }

    private TokenClaims claims(String audience, Instant from, Instant to) {
        return new TokenClaims(
                "default",
                new TokenClaims.Named("cart", account.getMetadata().getUid()),
                Map.of(),
                List.of(audience),
                new TokenClaims.Life(from, to),
                "1");
    }

    private KubernetesClient client(Config of) {
        KubernetesClient client = new KubernetesClientBuilder().withConfig(of).build();
        open.add(client);
        return client;
    }
}
