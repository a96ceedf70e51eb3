package io.fairlead.proxy.filterchain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Reads server name and application protocols of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3, RFC 7301 3.1) without
/// taking part in the handshake. Every length is checked; a ClientHello in several records is put together.
public final class TlsSniffer {
    /// A ClientHello longer than this isn't waited for; Envoy's limit is the same.
    public static final int HELLO_MAX = 16 * 1024;

    /// That many bytes hold the longest one, unless it is cut into needlessly many records.
    public static final int SEEN_MAX = HELLO_MAX + 1024;

    /// First byte of a connection that begins with TLS.
    public static final int HANDSHAKE = 22;

    private static final int CLIENT_HELLO = 1;
    private static final int EXTENSION_SERVER_NAME = 0;
    private static final int EXTENSION_ALPN = 16;

    private TlsSniffer() {}

    /// @param bytes the beginning of the connection
    /// @param there how many of them there are
    public static Sniff sniff(byte[] bytes, int there) {
        int length = Math.min(there, SEEN_MAX);
        if (length < 1) {
            return Sniff.NEED_MORE;
        }
        if (bytes[0] != HANDSHAKE || (length > 1 && bytes[1] != 3)) {
            return Sniff.OPAQUE;
        }
        byte[] hello = new byte[Math.min(length, HELLO_MAX)];
        int filled = 0;
        int at = 0;
        while (at + 5 <= length) {
            int size = u16(bytes, at + 3);
            if (bytes[at] != HANDSHAKE || size == 0 || size > HELLO_MAX) {
                return Sniff.OPAQUE;
            }
            int part = Math.min(size, length - at - 5);
            int room = Math.min(part, hello.length - filled);
            System.arraycopy(bytes, at + 5, hello, filled, room);
            filled += room;
            at += 5 + size;
            if (filled >= 4) {
                int end = 4 + (u8(hello, 1) << 16) + u16(hello, 2);
                if (hello[0] != CLIENT_HELLO) {
                    return Sniff.OPAQUE;
                }
                if (end > HELLO_MAX) {
                    return new Sniff.TooLong();
                }
                if (filled >= end) {
                    // Not a byte more: what a length points at behind the end must not decide.
                    return parse(Arrays.copyOf(hello, end), end);
                }
            }
        }
        return length >= SEEN_MAX ? new Sniff.TooLong() : Sniff.NEED_MORE;
    }

    private static Sniff parse(byte[] hello, int end) {
        try {
            int at = 4 + 2 + 32;
            at += 1 + u8(hello, at);
            at += 2 + u16(hello, at);
            at += 1 + u8(hello, at);
            return at >= end ? new Sniff.Tls("", List.of()) : extensions(hello, at, end);
        } catch (ArrayIndexOutOfBoundsException | StringIndexOutOfBoundsException _) {
            return Sniff.OPAQUE;
        }
    }

    private static Sniff extensions(byte[] hello, int from, int end) {
        String name = "";
        List<String> protocols = List.of();
        int at = from + 2;
        int stop = Math.min(end, at + u16(hello, from));
        while (at + 4 <= stop) {
            int type = u16(hello, at);
            int size = u16(hello, at + 2);
            int body = at + 4;
            if (body + size > stop) {
                return Sniff.OPAQUE;
            }
            if (type == EXTENSION_SERVER_NAME && size > 5) {
                int length = Math.min(u16(hello, body + 3), size - 5);
                name = text(hello, body + 5, length).toLowerCase(Locale.ROOT);
            } else if (type == EXTENSION_ALPN && size > 2) {
                protocols = protocols(hello, body + 2, body + size);
            }
            at = body + size;
        }
        return new Sniff.Tls(name, protocols);
    }

    private static List<String> protocols(byte[] hello, int from, int stop) {
        List<String> protocols = new ArrayList<>();
        int at = from;
        while (at < stop) {
            int length = Math.min(u8(hello, at), stop - at - 1);
            protocols.add(text(hello, at + 1, length));
            at += 1 + length;
        }
        return protocols;
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    private static int u16(byte[] bytes, int at) {
        return (u8(bytes, at) << 8) | u8(bytes, at + 1);
    }
}
