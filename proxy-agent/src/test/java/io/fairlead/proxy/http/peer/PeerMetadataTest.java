package io.fairlead.proxy.http.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerMetadataTest {

    private static final String ID = "spiffe://td/ns/shop/sa/cart";
    private static final WorkloadLabels CART =
            new WorkloadLabels("cart-v1", "shop", "cart", "v1", "cart", "1", "Kubernetes", ID);

    @Test
    void whatOneSideWritesTheOtherReads() {
        assertThat(PeerMetadata.read(PeerMetadata.write(CART), ID)).contains(CART);
    }

    @Test
    void theWorkloadIsFoundInItsOwnerToo() {
        String owner = "kubernetes://apis/apps/v1/namespaces/shop/deployments/cart-v2";
        Struct all =
                Struct.newBuilder()
                        .putFields("OWNER", Value.newBuilder().setStringValue(owner).build())
                        .build();
        String header = Base64.getEncoder().encodeToString(all.toByteArray());

        assertThat(PeerMetadata.read(header, ID).orElseThrow())
                .isEqualTo(
                        new WorkloadLabels(
                                "cart-v2", "unknown", "unknown", "unknown", "unknown", "unknown",
                                "unknown", ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64!", "////", "AAAA", "="})
    void nonsenseIsNobody(String header) {
        assertThat(PeerMetadata.read(header, ID)).isEmpty();
    }

    @Test
    void whatIsTooLongIsNotReadAndLongLabelsAreCut() {
        var longName = new WorkloadLabels("x".repeat(1000), "a", "a", "a", "a", "a", "a", ID);

        assertThat(PeerMetadata.read("A".repeat(PeerMetadata.TEXT_MAX + 1), ID)).isEmpty();
        assertThat(PeerMetadata.read(PeerMetadata.write(longName), ID).orElseThrow().workload())
                .hasSize(256);
    }
}
