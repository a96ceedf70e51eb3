package io.fairlead.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Credential;
import io.fairlead.testing.Pki;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveredSecretsTest {
    private static final Pki.Ca CA = Pki.root("bank");
    private static final Pki.Held HELD = CA.leaf().dns("me").issue();
    private static final Pki.Held OTHER = CA.leaf().dns("me").issue();
    private static final String PAIR = "kubernetes://bank";
    private static final String ROOTS = "kubernetes://bank-cacert";

    private final List<String> failures = new ArrayList<>();
    private final DeliveredSecrets secrets = new DeliveredSecrets(() -> failures.add("failed"));

    @Test
    void aPairAndRootsWithTheirListsAreTaken() {
        String lists = Pki.pem(CA.revoking(Instant.now()));

        assertThat(
                        secrets.take(
                                List.of(
                                        pair(HELD.chainPem(), HELD.keyPem()),
                                        new Credential(ROOTS, "", "", CA.pem(), lists))))
                .isTrue();

        var pair = (Secret.KeyPair) secrets.secret(PAIR).orElseThrow();
        assertThat(pair.chain()).isEqualTo(HELD.chain());
        var roots = (Secret.TrustBundle) secrets.secret(ROOTS).orElseThrow();
        assertThat(roots.roots()).containsExactly(CA.certificate());
        assertThat(roots.revocations()).hasSize(1);
    }

    @Test
    void theSameAgainIsNoNews() {
        secrets.take(List.of(pair(HELD.chainPem(), HELD.keyPem())));

        assertThat(secrets.take(List.of(pair(HELD.chainPem(), HELD.keyPem())))).isFalse();
        assertThat(secrets.take(List.of(pair(OTHER.chainPem(), OTHER.keyPem())))).isTrue();
        assertThat(secrets.take(List.of())).isTrue();
        assertThat(secrets.secret(PAIR)).isEmpty();
    }

    @Test
    void whatCannotBeUsedLeavesTheLastGoodOne() {
        secrets.take(List.of(pair(HELD.chainPem(), HELD.keyPem())));

        assertThat(secrets.take(List.of(pair(HELD.chainPem(), OTHER.keyPem())))).isFalse();
        assertThat(secrets.take(List.of(pair("nothing", OTHER.keyPem())))).isFalse();

        assertThat(failures).hasSize(2);
        var pair = (Secret.KeyPair) secrets.secret(PAIR).orElseThrow();
        assertThat(pair.leaf()).isEqualTo(HELD.leaf());
    }

    private static Credential pair(String chain, String key) {
        return new Credential(PAIR, chain, key, "", "");
    }
}
