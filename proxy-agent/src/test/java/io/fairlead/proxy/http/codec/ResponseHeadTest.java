package io.fairlead.proxy.http.codec;

import static io.fairlead.proxy.http.codec.Malformed.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Heads of responses: servers are allowed a little more than clients, but not two lengths.
class ResponseHeadTest {

    private final Head head = new Head();

    @Test
    void theReasonMayBeMissing() {
        assertThat(problem("HTTP/1.1 200 OK\r\n\r\n")).isNull();
        assertThat(head.text(head.reasonStart, head.reasonEnd)).isEqualTo("OK");
        assertThat(problem("HTTP/1.1 204 \r\n\r\n")).isNull();
        assertThat(problem("HTTP/1.1 599\r\n\r\n")).isNull();
        assertThat(head.status()).isEqualTo(599);
    }

    @Test
    void aStatusIsThreeDigitsFrom100To599() {
        for (String line :
                new String[] {
                    "HTTP/1.1 099 X",
                    "HTTP/1.1 600 X",
                    "HTTP/1.1 20 OK ",
                    "HTTP/1.1 2000 ",
                    "HTTP/1.1  200 ",
                    "HTTP/2 200 OK..",
                    "http/1.1 200 OK",
                    "HTTP/1.1 -20 OK",
                    "HTTP/1.1 2x0 OK",
                    "ICY 200 OK...."
                }) {
            assertThat(problem(line + "\r\n\r\n")).as(line).isEqualTo(BAD_STATUS);
        }
    }

    @Test
    void whatCanNeverBecomeAStatusLineIsRefusedAtOnce() {
        for (String text :
                new String[] {"+OK\r\n", "\n", "HTTP/2", "220 x\r\n", "HTTP/1.1\r\n", "\0"}) {
            assertThat(parsed(text)).as(text).isEqualTo(HeadParser.FAILED);
            assertThat(head.malformed()).isEqualTo(BAD_STATUS);
        }
        for (String text : new String[] {"", "H", "HTTP/1.", "HTTP/1.1 200", "HTTP/1.1 20"}) {
            assertThat(parsed(text)).as(text).isEqualTo(HeadParser.INCOMPLETE);
        }
    }

    @Test
    void framingThatCouldBeReadTwoWaysIsRefused() {
        assertThat(
                        problem(
                                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(TWO_LENGTHS);
        assertThat(problem("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"))
                .isEqualTo(BAD_LENGTH);
        assertThat(problem("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
                .isEqualTo(BAD_ENCODING);
        assertThat(problem("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(BAD_ENCODING);
        assertThat(problem("HTTP/1.1 200 OK\nX: y\r\n\r\n")).isEqualTo(BARE_LF);
        assertThat(problem("HTTP/1.1 200 O\0K\r\n\r\n")).isEqualTo(BAD_CHARACTER);
        assertThat(problem("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n")).isEqualTo(FOLDED);
        assertThat(problem("HTTP/1.1 200 OK\r\nX : a\r\n\r\n")).isEqualTo(BAD_NAME);
    }

    @Test
    void aResponseThatNeverHasABodyHasNoLength() {
        for (String status : new String[] {"204 No Content", "103 Early Hints", "101 Go on"}) {
            String line = "HTTP/1.1 " + status + "\r\n";
            assertThat(problem(line + "Transfer-Encoding: chunked\r\n\r\n"))
                    .as(status)
                    .isEqualTo(BAD_ENCODING);
            assertThat(problem(line + "Content-Length: 1\r\n\r\n"))
                    .as(status)
                    .isEqualTo(BAD_LENGTH);
            assertThat(problem(line + "Content-Length: 0\r\n\r\n")).as(status).isNull();
        }
        assertThat(problem("HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n")).isNull();
        assertThat(problem("HTTP/1.1 205 Reset\r\nTransfer-Encoding: chunked\r\n\r\n")).isNull();
    }

    private @Nullable Malformed problem(String text) {
        int end = parsed(text);
        assertThat(end).isEqualTo(head.malformed() == null ? text.length() : HeadParser.FAILED);
        return head.malformed();
    }

    private int parsed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, head.room(bytes.length), 0, bytes.length);
        return HeadParser.response(head, bytes.length, Limits.DEFAULT);
    }
}
