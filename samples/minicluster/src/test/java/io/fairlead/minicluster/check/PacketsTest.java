package io.fairlead.minicluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PacketsTest {
    private static final String HEAD =
            "IP 10.244.0.5.43212 > 10.244.0.9.8080: Flags [P.], length 3\n";

    @Test
    void readsWhoSaysWhatToWhom() {
        Packets packets =
                Packets.parse(
                        "tcpdump: something first\n"
                                + HEAD
                                + dump(5, 43212, 9, 8080, "GET /dri")
                                + HEAD
                                + dump(9, 8080, 5, 43212, "HTTP/1.1 200")
                                + HEAD
                                + dump(5, 43212, 9, 8080, "ver/City HTTP/1.1")
                                + HEAD
                                + dump(7, 43212, 9, 8080, "other"));
        assertThat(packets.count()).isEqualTo(4);
        Packets two = packets.between("10.244.0.9", "10.244.0.5");
        assertThat(two.count()).isEqualTo(3);
        assertThat(two.say("GET /driver/City")).as("over two packets of one side").isTrue();
        assertThat(two.say("other")).isFalse();
        assertThat(packets.say("other")).isTrue();
        assertThat(packets.between("10.244.0.9", "10.244.0.1").count()).isZero();
    }

    @Test
    void tellsHandshakesFromDataAndFromPlaintext() {
        String hello = "\26\3\1\0 \1\0\0\34\3\3 outbound_.80_._.a istio-http/1.1";
        String chosen = "\26\3\3\0 \2\0\0\34\3\3 \0+\0\2\3\4";
        String old = "\26\3\3\0 \2\0\0\34\3\3 without the extension";
        String data = "\27\3\3\0\4\1\1\1\1";
        Packets packets =
                Packets.parse(
                        HEAD
                                + dump(5, 1, 9, 8080, hello)
                                + HEAD
                                + dump(9, 8080, 5, 1, chosen)
                                + HEAD
                                + dump(9, 8080, 5, 1, old)
                                + HEAD
                                + dump(5, 1, 9, 8080, data)
                                + HEAD
                                + dump(5, 1, 9, 8080, "GET / HTTP/1.1")
                                + HEAD
                                + dump(5, 1, 9, 8080, ""));
        assertThat(packets.count()).isEqualTo(6);
        assertThat(packets.clientHellos("outbound_.80_._.a", "istio-http/1.1")).isEqualTo(1);
        assertThat(packets.clientHellos("outbound_.80_._.b", "istio-http/1.1")).isZero();
        assertThat(packets.clientHellos("outbound_.80_._.a", "h2")).isZero();
        assertThat(packets.serverHellos()).isEqualTo(1);
        assertThat(packets.encrypted()).isEqualTo(1);
    }

    @Test
    void aPacketThatWasCutIsLeftOut() {
        String whole = dump(5, 1, 9, 8080, "GET /");
        assertThat(Packets.parse(HEAD + whole.substring(0, 40) + "\n").count()).isZero();
        assertThat(Packets.parse("").count()).isZero();
    }

    /// As `tcpdump -x` prints a packet of IPv4 without options and TCP with one.
    private static String dump(int from, int fromPort, int to, int toPort, String payload) {
        String packet =
                header(from, to, payload.length())
                        + port(fromPort)
                        + port(toPort)
                        + tcp()
                        + payload;
        byte[] bytes = packet.getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            int end = Math.min(bytes.length, at + 16);
            String hex = HexFormat.of().formatHex(bytes, at, end).replaceAll("(.{4})", "$1 ");
            text.append(String.format(Locale.ROOT, "\t0x%04x:  %s%n", at, hex.strip()));
        }
        return text.toString();
    }

    private static String header(int from, int to, int payload) {
        String total = port(20 + 24 + payload);
        return "E\0" + total + "\0\0\0\0@\6\0\0" + address(from) + address(to);
    }

    private static String address(int last) {
        return "" + (char) 10 + (char) 244 + (char) 0 + (char) last;
    }

    private static String port(int port) {
        return "" + (char) (port >> 8) + (char) (port & 255);
    }

    /// Sequence, acknowledgement, length of 24 bytes, and the rest.
    private static String tcp() {
        return "\0\0\0\0\0\0\0\0`\30\0\0\0\0\0\0\1\1\1\1";
    }
}
