package io.fairlead.model.service;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses of IP that begin alike, in the one form in which they are compared: bits behind the prefix are zero, and
/// IPv6 is written as RFC 5952 wants it.
///
/// @param address the first of them
/// @param bits of the prefix
public record AddressRange(String address, int bits) {
    private static final int BITS_OF_BYTE = 8;

    /// The JDK takes fewer parts, too.
    private static final Pattern FOUR_PARTS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

    /// An address, perhaps with the length of a prefix; empty when the text is neither.
    public static Optional<AddressRange> of(String written) {
        int slash = written.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? written : written.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = address.get().getAddress();
        int all = bytes.length * BITS_OF_BYTE;
        if (slash < 0) {
            return Optional.of(new AddressRange(text(bytes), all));
        }
        String length = written.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > all) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(length);
        for (int i = 0; i < all; i++) {
            if (i >= bits) {
                bytes[i / BITS_OF_BYTE] &= (byte) ~(0x80 >> (i % BITS_OF_BYTE));
            }
        }
        return Optional.of(new AddressRange(text(bytes), bits));
    }

    /// It is one address.
    public boolean isSingle() {
        return bits == (address.indexOf(':') < 0 ? Integer.SIZE : 2 * Long.SIZE);
    }

    /// `192.0.2.7` for one address, else `192.0.2.0/24`.
    public String text() {
        return isSingle() ? address : address + "/" + bits;
    }

    private static Optional<InetAddress> address(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (six ? text.indexOf('%') >= 0 || text.indexOf('[') >= 0 : !isFourParts(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(six ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isFourParts(String text) {
        return FOUR_PARTS.matcher(text).matches();
    }

    private static String text(byte[] bytes) {
        return bytes.length == Integer.BYTES ? four(bytes) : six(bytes);
    }

    private static String four(byte[] bytes) {
        return "%d.%d.%d.%d"
                .formatted(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff, bytes[3] & 0xff);
    }

    /// The longest run of zeros is left out, the first of several, and none that is a single group.
    private static String six(byte[] bytes) {
        int[] groups = new int[bytes.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << BITS_OF_BYTE | (bytes[2 * i + 1] & 0xff);
        }
        int start = 0;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int zeros = zerosAt(i, groups);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        if (length == 1) {
            return joined(groups, 0, groups.length);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, groups.length);
    }

    private static int zerosAt(int from, int[] groups) {
        int to = from;
        while (to < groups.length && groups[to] == 0) {
            to++;
        }
        return to - from;
    }

    private static String joined(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
