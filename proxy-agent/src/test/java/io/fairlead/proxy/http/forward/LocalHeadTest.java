package io.fairlead.proxy.http.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.codec.Head;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How an answer of the proxy itself looks, to browsers and to gRPC clients.
class LocalHeadTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "400, 13", "401, 16", "403, 7", "404, 12", "429, 14", "502, 14", "503, 14", "504, 14",
        "200, 2", "408, 2", "413, 2", "500, 2", "501, 2",
    })
    void everyStatusHasOneOfGrpc(int http, int grpc) {
        assertThat(LocalHead.grpcStatus(http)).isEqualTo(grpc);
    }

    @ParameterizedTest(name = "{0} is sent as {1}")
    @CsvSource({
        "no healthy upstream, no healthy upstream",
        "100% sure, 100%25 sure",
        "ünfair, %C3%BCnfair",
        "'a\tb', a%09b",
        "~, ~",
    })
    void messagesArePercentEncoded(String message, String sent) {
        assertThat(LocalHead.encoded(message)).isEqualTo(sent);
    }

    @Test
    void textHasItsLengthInBytes() {
        Head head = head(503);
        assertThat(LocalHead.text(head, "nö")).isEqualTo("nö".getBytes(UTF_8));
        assertThat(lines(head)).isEqualTo("content-length: 3, content-type: text/plain");
        assertThat(head.contentLength()).isEqualTo(3);
        Head empty = head(404);
        assertThat(LocalHead.text(empty, "")).isEmpty();
        assertThat(lines(empty)).isEqualTo("content-length: 0");
    }

    @Test
    void grpcGetsAHeadOnly() {
        Head one = head(200);
        assertThat(LocalHead.grpc(one, 503, "no", false)).isEmpty();
        assertThat(lines(one))
                .isEqualTo(
                        "content-type: application/grpc, grpc-status: 14, grpc-message: no,"
                                + " content-length: 0");
        Head two = head(200);
        LocalHead.grpc(two, 404, "", true);
        assertThat(lines(two)).isEqualTo("content-type: application/grpc, grpc-status: 12");
    }

    private static Head head(int status) {
        var head = new Head();
        head.clear(status);
        return head;
    }

    private static String lines(Head head) {
        var lines = new StringBuilder();
        for (int i = 0; i < head.count(); i++) {
            lines.append(lines.isEmpty() ? "" : ", ");
            lines.append(head.text(head.nameStart(i), head.nameEnd(i)));
            lines.append(": ").append(head.value(i));
        }
        return lines.toString();
    }
}
