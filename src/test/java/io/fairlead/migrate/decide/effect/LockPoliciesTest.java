package io.fairlead.migrate.decide.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Decoder;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.migrate.decide.effect.LockPolicies.Target;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.PeerAuthentication;
import io.fairlead.model.config.PolicyYaml;
import io.fairlead.model.mtls.UnitId;
import io.fairlead.model.policy.MtlsMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LockPoliciesTest {
    private static final Target CART =
            new Target(
                    "shop",
                    "cart",
                    Map.of("app", "cart", "pod-template-hash", "x"),
                    new TreeSet<>(List.of(8080, 9090)));
    private static final Target WEB =
            new Target("shop", "web", Map.of("app", "web"), new TreeSet<>(List.of(80)));
    private static final List<Target> ALL = List.of(CART, WEB);
    private static final UnitId UNIT = new UnitId("shop", "cart", 8080);

    private static PeerAuthentication person(
            String namespace, String name, Map<String, String> selector, MtlsMode mode) {
        ObjectKey key = new ObjectKey("security.istio.io", "PeerAuthentication", namespace, name);
        return new PeerAuthentication(Meta.of(key), selector, mode, new TreeMap<>());
    }

    private static LockPolicies standing(PeerAuthentication... policies) {
        return new LockPolicies(List.of(policies), "istio-system");
    }

    private static PeerAuthentication lock() {
        return LockPolicies.policy(CART, LockPolicies.selector(CART, ALL), List.of(8080));
    }

    @Test
    void aLockChangesItsOwnPortAndNothingElse() {
        assertThat(standing().differences(List.of(lock()), ALL))
                .containsExactly(
                        new LockPolicies.Difference(UNIT, MtlsMode.PERMISSIVE, MtlsMode.STRICT));
        assertThat(standing().obstacle(lock(), UNIT, CART)).isEmpty();
    }

    @Test
    void theSelectorKnowsItsWorkloadOnly() {
        assertThat(LockPolicies.selector(CART, ALL)).isEqualTo(Map.of("app", "cart"));
        Target twin = new Target("shop", "twin", Map.of("app", "cart", "v", "2"), new TreeSet<>());
        assertThat(LockPolicies.selector(CART, List.of(CART, twin))).isEmpty();
    }

    @Test
    void i2APersonsObjectIsInTheWayNotOverwritten() {
        PeerAuthentication same = person("shop", "fairlead-cart", Map.of(), MtlsMode.PERMISSIVE);
        assertThat(standing(same).obstacle(lock(), UNIT, CART)).contains("written by a person");
        PeerAuthentication older = person("shop", "a", Map.of("app", "cart"), MtlsMode.DISABLE);
        assertThat(standing(older).obstacle(lock(), UNIT, CART))
                .contains("PeerAuthentication shop/a says DISABLE");
    }

    @Test
    void i10APromotionIsWrittenOnlyWhenItChangesNoUnit() {
        PeerAuthentication all =
                LockPolicies.policy(CART, Map.of("app", "cart"), List.of(8080, 9090));
        PeerAuthentication web = LockPolicies.policy(WEB, Map.of("app", "web"), List.of(80));
        PeerAuthentication promotion = LockPolicies.promotion("shop");
        assertThat(standing(lock(), web).differences(List.of(promotion), ALL))
                .extracting(difference -> difference.unit().port())
                .containsExactly(9090);
        assertThat(standing(all, web).differences(List.of(promotion), ALL)).isEmpty();
        assertThat(
                        standing(all, web)
                                .differences(List.of(LockPolicies.promotion("istio-system")), ALL))
                .isEmpty();
    }

    @Test
    void whatIsWrittenReadsAgainAsWhatWasMeant() {
        String yaml = PolicyYaml.of(lock());
        var decoded = Decoder.decode("lock.yaml", yaml, Limits.DEFAULT);
        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.items().getFirst().object()).isEqualTo(lock());
    }
}
