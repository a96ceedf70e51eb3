package io.fairlead.minicluster.api.cel;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses with a prefix: `10.0.0.0/8`.
record Cidr(InetAddress address, int bits) {

    private static final Pattern TEXT = Pattern.compile("([^/]+)/(0|[1-9]\\d{0,2})");

    /// An address, or nothing where the text is none: zones and IPv4 inside IPv6 are none.
    static Optional<InetAddress> address(String text) {
        return Optional.of(text)
                .filter(one -> InetAddresses.isInetAddress(one) && !one.contains("%"))
                .map(InetAddresses::forString)
                .filter(one -> one instanceof Inet4Address != text.contains(":"));
    }

    static InetAddress ip(String text) {
        return address(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "IP Address \"%s\" parse error during conversion from string"
                                        .formatted(text)));
    }

    static Optional<Cidr> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? address(parts.group(1))
                        .map(address -> new Cidr(address, Integer.parseInt(parts.group(2))))
                        .filter(cidr -> cidr.bits <= cidr.size())
                : Optional.empty();
    }

    static Cidr of(String text) {
        return parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "network address parse error during conversion from string: \"%s\""
                                        .formatted(text)));
    }

    private int size() {
        return Byte.SIZE * address.getAddress().length;
    }

    Cidr masked() {
        BigInteger mask = BigInteger.ONE.shiftLeft(size()).subtract(BigInteger.ONE);
        BigInteger network =
                new BigInteger(1, address.getAddress())
                        .and(mask.shiftRight(size() - bits).shiftLeft(size() - bits));
        byte[] bytes = new byte[size() / Byte.SIZE];
        byte[] number = network.toByteArray();
        int length = Math.min(number.length, bytes.length);
        System.arraycopy(number, number.length - length, bytes, bytes.length - length, length);
        try {
            return new Cidr(InetAddress.getByAddress(bytes), bits);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean contains(InetAddress other) {
        Cidr there = new Cidr(other, bits);
        return size() == there.size() && masked().equals(there.masked());
    }

    boolean contains(Cidr other) {
        return bits <= other.bits && contains(other.address);
    }

    @Override
    public String toString() {
        return InetAddresses.toAddrString(address) + "/" + bits;
    }
}
