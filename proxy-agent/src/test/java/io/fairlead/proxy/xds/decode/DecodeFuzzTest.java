package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.fairlead.proxy.model.Problem;
import java.util.List;
import java.util.function.Function;

/// Any bytes at all in place of a resource: decoding accepts or rejects with problems, never throws, never says more
/// than its limit, and says the same the second time. `mvn verify` runs the committed corpus; CONTRIBUTING.md says how
/// to fuzz.
class DecodeFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void listener(byte[] bytes) {
        check(bytes, ResourceDecoder::listener);
    }

    @FuzzTest(maxDuration = "60s")
    void routes(byte[] bytes) {
        check(bytes, ResourceDecoder::routes);
    }

    @FuzzTest(maxDuration = "60s")
    void virtualHost(byte[] bytes) {
        check(bytes, ResourceDecoder::virtualHost);
    }

    @FuzzTest(maxDuration = "60s")
    void cluster(byte[] bytes) {
        check(bytes, ResourceDecoder::cluster);
    }

    @FuzzTest(maxDuration = "60s")
    void endpoints(byte[] bytes) {
        check(bytes, ResourceDecoder::endpoints);
    }

    @FuzzTest(maxDuration = "60s")
    void secret(byte[] bytes) {
        check(bytes, ResourceDecoder::secret);
    }

    private static void check(byte[] bytes, Function<ByteString, ? extends Decoded<?>> decoder) {
        Decoded<?> decoded = decoder.apply(ByteString.copyFrom(bytes));
        List<Problem> problems =
                switch (decoded) {
                    case Decoded.Accepted<?>(var _, var notes, var _) -> notes;
                    case Decoded.Rejected<?>(var errors) -> errors;
                };
        assertThat(problems).hasSizeLessThanOrEqualTo(DecodeLimits.PROBLEMS_MAX);
        if (decoded instanceof Decoded.Rejected<?>) {
            assertThat(problems).isNotEmpty();
        }
        assertThat(decoder.apply(ByteString.copyFrom(bytes))).isEqualTo(decoded);
    }
}
