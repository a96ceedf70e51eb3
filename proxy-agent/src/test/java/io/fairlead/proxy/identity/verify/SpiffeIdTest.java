package io.fairlead.proxy.identity.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpiffeIdTest {

    @Test
    void aWorkloadIsItsNamespaceAndItsServiceAccount() {
        SpiffeId id = SpiffeId.workload("cluster.local", "shop", "cart");

        assertThat(id).hasToString("spiffe://cluster.local/ns/shop/sa/cart");
        assertThat(SpiffeId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://cluster.local",
                "spiffe://cluster.local/ns/a/sa/b",
                "spiffe://my_td.example-1.org/X/y.z/_-",
                "spiffe://td/..."
            })
    void whatTheStandardAllowsIsRead(String text) {
        assertThat(SpiffeId.parse(text)).map(SpiffeId::toString).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe:/td/a",
                "spiffe://",
                "spiffe:///ns/a/sa/b",
                "SPIFFE://td/a",
                "https://td/a",
                "spiffe://Cluster.Local/a",
                "spiffe://td:80/a",
                "spiffe://user@td/a",
                "spiffe://td/",
                "spiffe://td/a/",
                "spiffe://td//a",
                "spiffe://td/./a",
                "spiffe://td/a/..",
                "spiffe://td/a?b",
                "spiffe://td/a#b",
                "spiffe://td/a%2fb",
                "spiffe://td/a b",
                "spiffe://td/\u0430",
                "spiffe://*/ns/a/sa/b",
                "spiffe://td/ns/*/sa/b",
                "spiffe://td\u0000.evil/a"
            })
    void anythingElseIsNone(String text) {
        assertThat(SpiffeId.parse(text)).isEmpty();
    }

    @Test
    void anOverlongOneIsNone() {
        assertThat(SpiffeId.parse("spiffe://td/" + "a".repeat(2048))).isEmpty();
        assertThat(SpiffeId.parse("spiffe://" + "t".repeat(256) + "/a")).isEmpty();
    }
}
