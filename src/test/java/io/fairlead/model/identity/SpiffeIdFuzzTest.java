package io.fairlead.model.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What is an identity is written exactly as it was read, and any other reader of URIs sees the same in it.
class SpiffeIdFuzzTest {

    @FuzzTest
    void anyText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        switch (SpiffeId.parse(text)) {
            case SpiffeId.Parsed.Known(SpiffeId id) -> {
                assertThat(id).hasToString(text);
                URI uri = URI.create(text);
                assertThat(uri.getAuthority()).isEqualTo(id.trustDomain());
                assertThat(uri.getPath())
                        .isEqualTo("/ns/" + id.namespace() + "/sa/" + id.serviceAccount());
                assertThat(uri.normalize()).isEqualTo(uri);
            }
            case SpiffeId.Parsed.Unknown(String reason) -> assertThat(reason).isNotEmpty();
        }
    }
}
