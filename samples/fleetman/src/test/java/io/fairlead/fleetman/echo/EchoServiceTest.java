package io.fairlead.fleetman.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Header;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoServiceTest {

    @Test
    void theAnswerIsTheRequestInOrderOfHeaders() {
        Headers headers = new Headers(List.of(new Header("X-B", "2"), new Header("Host", "a")));
        Request request = new Request("GET", "/x", "y=1", headers, Body.EMPTY, "10.0.0.1");
        assertThat(new EchoService().answer(request).body().text())
                .isEqualTo("GET /x?y=1\nhost: a\nx-b: 2\n");
    }
}
