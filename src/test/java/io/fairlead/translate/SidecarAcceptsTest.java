package io.fairlead.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.xds.decode.Decoded;
import io.fairlead.proxy.xds.decode.ResourceDecoder;
import io.fairlead.translate.input.ResourceType;
import java.util.List;
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
                        .matches(d -> d instanceof Decoded.Accepted || isByRequest(d));
            }
        });
    }

    /// The one thing that it refuses: servers outside of the mesh whose name only the request knows.
    private static boolean isByRequest(Decoded<?> decoded) {
        return decoded instanceof Decoded.Rejected<?>(List<Problem> problems)
                && problems.stream().allMatch(p -> p.what().contains("auto_san_validation"));
    }
}
