package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.translate.input.ResourceType;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Our own sidecar takes all that the goldens hold.
class SidecarAcceptsTest {
    private static final Map<ResourceType, Function<ByteString, Decoded<?>>> DECODERS =
            Map.of(
                    ResourceType.CLUSTER, ResourceDecoder::cluster,
                    ResourceType.ENDPOINT, ResourceDecoder::endpoints,
                    ResourceType.LISTENER, ResourceDecoder::listener,
                    ResourceType.ROUTE, ResourceDecoder::routes);

    @TestFactory
    Stream<DynamicTest> ourSidecarTakesAllOfIt() {
        return GoldenCase.all().stream()
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> decode(golden)));
    }

    private static void decode(GoldenCase golden) {
        DECODERS.forEach((type, decoder) -> {
            for (Resource resource : golden.resources(type)) {
                Decoded<?> decoded = decoder.apply(resource.body().getValue());
                assertThat(decoded)
                        .as("%s: %s", resource.name(), decoded)
                        .isInstanceOf(Decoded.Accepted.class);
            }
        });
    }
}
