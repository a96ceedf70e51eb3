package io.fairlead.minicluster.check;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// TCP packets over IPv4 that passed a link, and what they say.
record Packets(List<Packet> packets) {
    private static final int RECORD_HEAD = 5;
    private static final int HANDSHAKE = 22;
    private static final int DATA = 23;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;

    /// The extension of a ServerHello that chooses TLS 1.3.
    private static final String CHOSE_1_3 = "\0+\0\2\3\4";

    Packets {
        packets = List.copyOf(packets);
    }

    /// One packet; addresses without ports.
    ///
    /// @param way from where to where, with ports
    record Packet(String from, String to, String way, String payload) {

        private boolean isRecord(int type) {
            return payload.length() > RECORD_HEAD
                    && payload.charAt(0) == type
                    && payload.charAt(1) == 3;
        }

        private boolean isHandshake(int message) {
            return isRecord(HANDSHAKE) && payload.charAt(RECORD_HEAD) == message;
        }
    }

    /// Reads what `tcpdump -x` prints: for each packet a line, then lines of hexadecimal numbers that begin with a tab.
    static Packets parse(String dump) {
        List<Packet> packets = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : dump.lines().toList()) {
            if (line.startsWith("\t0x")) {
                String digits = line.replaceFirst("\t0x[0-9a-f]*:?", "").replace(" ", "");
                bytes.writeBytes(HexFormat.of().parseHex(digits, 0, digits.length() & ~1));
            } else {
                add(bytes.toByteArray(), packets);
                bytes.reset();
            }
        }
        add(bytes.toByteArray(), packets);
        return new Packets(packets);
    }

    /// Where the capture was cut within a packet, the rest of that packet is missing.
    private static void add(byte[] bytes, List<Packet> to) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        int ip = 4 * nibble(all, 0, 0);
        if (nibble(all, 0, 4) != 4 || all.length() < ip + 20) {
            return;
        }
        int tcp = ip + 4 * nibble(all, ip + 12, 4);
        String source = address(all, 12);
        String target = address(all, 16);
        String way = "%s:%d %s:%d".formatted(source, port(all, ip), target, port(all, ip + 2));
        int end = Math.min(all.length(), port(all, 2));
        to.add(new Packet(source, target, way, end > tcp ? all.substring(tcp, end) : ""));
    }

    private static int nibble(String bytes, int at, int shift) {
        return at < bytes.length() ? bytes.charAt(at) >> shift & 15 : 0;
    }

    private static int port(String bytes, int at) {
        return bytes.charAt(at) << 8 | bytes.charAt(at + 1);
    }

    private static String address(String bytes, int at) {
        return "%d.%d.%d.%d"
                .formatted(
                        (int) bytes.charAt(at),
                        (int) bytes.charAt(at + 1),
                        (int) bytes.charAt(at + 2),
                        (int) bytes.charAt(at + 3));
    }

    /// What these two say to each other.
    Packets between(String one, String other) {
        return new Packets(
                packets.stream()
                        .filter(p ->
                                (p.from.equals(one) && p.to.equals(other))
                                        || (p.from.equals(other) && p.to.equals(one)))
                        .toList());
    }

    int count() {
        return packets.size();
    }

    /// Whether what one side said on some connection has this in it, as it stands here. A packet that was sent twice is
    /// read twice.
    boolean say(String text) {
        Map<String, StringBuilder> said = new LinkedHashMap<>();
        packets.forEach(
                p -> said.computeIfAbsent(p.way, _ -> new StringBuilder()).append(p.payload));
        return said.values().stream().anyMatch(all -> all.indexOf(text) >= 0);
    }

    /// ClientHellos that name this server in clear, and this protocol.
    long clientHellos(String server, String protocol) {
        return packets.stream()
                .filter(p -> p.isHandshake(CLIENT_HELLO))
                .filter(p -> p.payload.contains(server) && p.payload.contains(protocol))
                .count();
    }

    /// ServerHellos of TLS 1.3, after which everything is encrypted, certificates too.
    long serverHellos() {
        return packets.stream()
                .filter(p -> p.isHandshake(SERVER_HELLO) && p.payload.contains(CHOSE_1_3))
                .count();
    }

    /// Packets that begin with an encrypted record.
    long encrypted() {
        return packets.stream().filter(p -> p.isRecord(DATA)).count();
    }
}
