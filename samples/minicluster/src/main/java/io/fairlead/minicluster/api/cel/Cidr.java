package io.fairlead.minicluster.api.cel;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
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
        int free = size() - bits;
        BigInteger network = InetAddresses.toBigInteger(address).shiftRight(free).shiftLeft(free);
        return new Cidr(
                address instanceof Inet4Address
                        ? InetAddresses.fromIPv4BigInteger(network)
                        : InetAddresses.fromIPv6BigInteger(network),
                bits);
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
