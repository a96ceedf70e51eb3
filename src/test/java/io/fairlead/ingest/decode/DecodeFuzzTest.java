package io.fairlead.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes, decoding ends, throws nothing, and says something of what it does not take.
class DecodeFuzzTest {
    private static final Limits SMALL = new Limits(1 << 16, 32, 20, 20_000, 100, 500, 50);
    private static final String SEED =
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a}
            spec:
              hosts: [&h a.b]
              http:
              - match: [{uri: {prefix: "/"}, headers: {x: {regex: ".*"}}}]
                route: [{destination: {host: *h, port: {number: 80}}, weight: 0x10}]
                timeout: 1.5s
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: a, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec: {host: a, trafficPolicy: {loadBalancer: {consistentHash: {httpCookie: {name: c, ttl: 0s}}}}}
            """;
    private static final String SPICE =
            "{}[]:-#&*!|>'\"%@`,?~ \n\t0123456789.eExX_<null true:::---...";

    @FuzzTest
    void anyBytes(byte[] bytes) {
        decode(bytes);
    }

    /// The same without a fuzzer: small damage to a good file, many times over.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedFiles(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            StringBuilder text = new StringBuilder(SEED);
            for (int j = random.nextInt(4); j >= 0; j--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                    default -> text.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
                }
            }
            try {
                decode(text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", text:\n" + text, e);
            }
        }
    }

    private static void decode(byte[] bytes) {
        for (String file : new String[] {"fuzz.yaml", "fuzz.json"}) {
            Decoded decoded = Decoder.decode(file, bytes, SMALL);
            assertThat(decoded.readable() || decoded.hasErrors()).isTrue();
            assertThat(decoded.problems()).allMatch(problem -> !problem.text().isEmpty());
        }
    }
}
