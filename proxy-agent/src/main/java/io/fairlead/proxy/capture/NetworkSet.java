package io.fairlead.proxy.capture;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Networks that somebody chose: all of them, or those that are written, by address family.
///
/// @param all then the lists are empty
/// @param loopback one of them is in the loopback network
public record NetworkSet(boolean all, List<String> ipv4, List<String> ipv6, boolean loopback) {
    public static final NetworkSet ALL = new NetworkSet(true, List.of(), List.of(), false);
    public static final NetworkSet NONE = new NetworkSet(false, List.of(), List.of(), false);

    private static final int NETWORKS_MAX = 1_024;
    private static final int BITS_V4 = 32;
    private static final int BITS_V6 = 128;

    public NetworkSet {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
    }

    /// Reads `*`, or networks (`10.0.0.0/8`) and addresses with commas between them.
    ///
    /// @throws BadCapture when it is something else
    public static NetworkSet parse(String text) {
        return text.strip().equals("*") ? ALL : parseSome(text);
    }

    /// Reads networks with commas between them; all can't be meant.
    ///
    /// @throws BadCapture when it is something else
    public static NetworkSet parseSome(String text) {
        List<String> v4 = new ArrayList<>();
        List<String> v6 = new ArrayList<>();
        boolean loopback = false;
        List<String> words = Words.of(text);
        if (words.size() > NETWORKS_MAX) {
            throw new BadCapture("%d networks; at most %d".formatted(words.size(), NETWORKS_MAX));
        }
        for (String word : words) {
            int slash = word.indexOf('/');
            InetAddress address = address(slash < 0 ? word : word.substring(0, slash), word);
            boolean six = address instanceof Inet6Address;
            int all = six ? BITS_V6 : BITS_V4;
            int bits = slash < 0 ? all : bits(word.substring(slash + 1), all, word);
            (six ? v6 : v4).add(masked(address, bits) + "/" + bits);
            loopback = loopback || (address.isLoopbackAddress() && bits > 0);
        }
        return new NetworkSet(false, v4, v6, loopback);
    }

    private static InetAddress address(String text, String word) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw bad(word);
        }
    }

    private static int bits(String text, int all, String word) {
        try {
            int bits = Integer.parseInt(text);
            if (bits >= 0 && bits <= all) {
                return bits;
            }
        } catch (NumberFormatException _) {
            throw bad(word);
        }
        throw new BadCapture("\"%s\" has a prefix that is not 0 to %d".formatted(word, all));
    }

    private static BadCapture bad(String word) {
        return new BadCapture(
                "\"%s\" is no network; expected addresses like 10.0.0.0/8 with commas"
                        .formatted(word));
    }

    /// Without the bits that the prefix leaves open, as the kernel keeps it.
    private static String masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] = (byte) (bytes[i] & (0xFF << (8 - kept)));
        }
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        if (bytes.length * 8 == BITS_V4) {
            for (byte b : bytes) {
                text.append(text.isEmpty() ? "" : ".").append(b & 0xFF);
            }
            return text.toString();
        }
        return Ipv6Text.of(bytes);
    }
}
