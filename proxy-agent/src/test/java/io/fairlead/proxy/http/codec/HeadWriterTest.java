package io.fairlead.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadWriterTest {

    private final HeadWriter writer = new HeadWriter();

    @Test
    void copiesInOrderWithNamesInLowerCaseAndOneSpace() {
        writer.copy(
                parse("Host: a\r\nX-One:1\r\nX-Two: 2\r\nX-Three:  3 \r\nX-Four:\r\n"),
                0,
                HeadWriter.Dropped.NONE);
        assertThat(writer)
                .hasToString("host: a\r\nx-one: 1\r\nx-two: 2\r\nx-three: 3\r\nx-four: \r\n");
    }

    @Test
    void leavesOutASetAndWhatConnectionNominates() {
        Head head =
                parse(
                        "Host: a\r\nX: 1\r\nConnection: foo, Bar\r\nFoo: 2\r\nBar: 3\r\nFoobar: 4\r\nTE: trailers\r\n");
        writer.copy(head, HeadWriter.HOP_BY_HOP, HeadWriter.Dropped.NONE);
        assertThat(writer).hasToString("host: a\r\nx: 1\r\nfoobar: 4\r\n");
    }

    @Test
    void leavesOutWhatADecisionDrops() {
        Head head = parse("Host: a\r\nX: 1\r\nY: 2\r\nX: 3\r\n");
        writer.copy(head, 0, (h, i) -> h.matches(h.nameStart(i), h.nameEnd(i), "x"));
        assertThat(writer).hasToString("host: a\r\ny: 2\r\n");
    }

    @Test
    void writesNumbers() {
        for (long n : new long[] {0, 9, 10, 99, 12345, Long.MAX_VALUE}) {
            writer.clear();
            writer.number(n);
            assertThat(writer).hasToString(Long.toString(n));
        }
    }

    @Test
    void growsForALargeHead() {
        writer.copy(
                parse("Host: a\r\nX: " + "y".repeat(50_000) + "\r\n"), 0, HeadWriter.Dropped.NONE);
        assertThat(writer.length()).isEqualTo(50_014);
    }

    private static Head parse(String headers) {
        var head = new Head();
        byte[] bytes =
                ("GET / HTTP/1.1\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, head.room(bytes.length), 0, bytes.length);
        assertThat(HeadParser.request(head, bytes.length, Limits.DEFAULT)).isEqualTo(bytes.length);
        return head;
    }
}
