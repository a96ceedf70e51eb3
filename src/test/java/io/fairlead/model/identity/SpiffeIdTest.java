package io.fairlead.model.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://cluster.local/ns/shop/sa/web",
                "spiffe://td_1.example-2.org/ns/a/sa/a.b-c",
                "spiffe://1/ns/0/sa/0"
            })
    void anIdentityIsWrittenAsItWasRead(String uri) {
        assertThat(SpiffeId.parse(uri))
                .isInstanceOfSatisfying(
                        SpiffeId.Parsed.Known.class,
                        known -> assertThat(known.id()).hasToString(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spiffe://",
                "http://cluster.local/ns/shop/sa/web",
                "SPIFFE://cluster.local/ns/shop/sa/web",
                "spiffe:///ns/shop/sa/web",
                "spiffe://Cluster.local/ns/shop/sa/web",
                "spiffe://user@cluster.local/ns/shop/sa/web",
                "spiffe://cluster.local:443/ns/shop/sa/web",
                "spiffe://cluster.local/ns/shop/sa/",
                "spiffe://cluster.local/ns//sa/web",
                "spiffe://cluster.local/ns/shop/sa/web/",
                "spiffe://cluster.local/ns/shop/sa/web/more",
                "spiffe://cluster.local/ns/shop/xx/web",
                "spiffe://cluster.local/sa/web/ns/shop",
                "spiffe://cluster.local/ns/shop/sa/web?x=y",
                "spiffe://cluster.local/ns/shop/sa/web#x",
                "spiffe://cluster.local/ns/sh%6Fp/sa/web",
                "spiffe://cluster.local/ns/../sa/web",
                "spiffe://cluster.local/ns/shop/sa/web\0.evil",
                "spiffe://cluster.local/ns/shop/sa/w*",
                "spiffe://cluster.local/ns/shop/sa/-web",
                "spiffe://cluster.local/ns/shop.x/sa/web",
                "spiffe://cluster.local/ns/shop/sa/web\n",
                " spiffe://cluster.local/ns/shop/sa/web"
            })
    void anythingElseIsNone(String uri) {
        assertThat(SpiffeId.parse(uri)).isInstanceOf(SpiffeId.Parsed.Unknown.class);
    }

    @Test
    void longIdentitiesAreNotLookedAt() {
        assertThat(SpiffeId.parse("spiffe://cluster.local/ns/a/sa/" + "a".repeat(3000)))
                .isEqualTo(new SpiffeId.Parsed.Unknown("an identity of more than 2048 characters"));
    }
}
