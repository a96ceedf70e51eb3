package io.fairlead.minicluster.api.cel;

import static io.fairlead.minicluster.api.cel.Function.global;
import static io.fairlead.minicluster.api.cel.Function.member;

import com.google.common.net.InetAddresses;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.fairlead.minicluster.api.cel.Formats.Format;
import io.fairlead.minicluster.api.cel.Function.ValueType;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions that Kubernetes adds to the language, and those of its libraries that the library here lacks.
// Lists come without the type of their items; what a function does holds nothing that changes.
@SuppressWarnings({"rawtypes", "unchecked", "Immutable"})
final class KubernetesFunctions {

    private static final ValueType<Boolean> BOOL = new ValueType<>(SimpleType.BOOL, Boolean.class);
    private static final ValueType<Long> INT = new ValueType<>(SimpleType.INT, Long.class);
    private static final ValueType<Double> DOUBLE =
            new ValueType<>(SimpleType.DOUBLE, Double.class);
    private static final ValueType<String> TEXT = new ValueType<>(SimpleType.STRING, String.class);
    private static final ValueType<Object> ANY = new ValueType<>(SimpleType.DYN, Object.class);

    private static final ValueType<List> LIST =
            new ValueType<>(ListType.create(SimpleType.DYN), List.class);

    private static final ValueType<List> TEXTS =
            new ValueType<>(ListType.create(SimpleType.STRING), List.class);

    private static final ValueType<Map> PARAMETERS =
            new ValueType<>(MapType.create(SimpleType.STRING, TEXTS.type()), Map.class);

    private static final ValueType<Url> URL = opaque("kubernetes.URL", Url.class);
    private static final ValueType<Quantity> QUANTITY =
            opaque("kubernetes.Quantity", Quantity.class);
    private static final ValueType<InetAddress> IP = opaque("net.IP", InetAddress.class);
    private static final ValueType<Cidr> CIDR = opaque("net.CIDR", Cidr.class);
    private static final ValueType<Format> FORMAT = opaque("kubernetes.NamedFormat", Format.class);

    static final List<Function> ALL =
            Stream.of(
                            urls().stream(),
                            quantities().stream(),
                            addresses().stream(),
                            lists().stream(),
                            texts().stream(),
                            Formats.ALL.stream()
                                    .map(one ->
                                            Function.of(
                                                    false,
                                                    "format." + one.name(),
                                                    List.of(),
                                                    FORMAT,
                                                    _ -> one)))
                    .flatMap(some -> some)
                    .toList();

    private KubernetesFunctions() {}

    private static <T> ValueType<T> opaque(String name, Class<T> values) {
        return new ValueType<>(OpaqueType.create(name), values);
    }

    private static <T> ValueType<Optional> optional(ValueType<T> type) {
        return new ValueType<>(OptionalType.create(type.type()), Optional.class);
    }

    private static List<Function> urls() {
        return List.of(
                global("url", TEXT, URL, Url::of),
                global("isURL", TEXT, BOOL, text -> Url.parse(text).isPresent()),
                member(URL, "getScheme", TEXT, Url::scheme),
                member(URL, "getHost", TEXT, Url::host),
                member(URL, "getHostname", TEXT, Url::hostname),
                member(URL, "getPort", TEXT, Url::port),
                member(URL, "getEscapedPath", TEXT, Url::escapedPath),
                member(URL, "getQuery", PARAMETERS, Url::parameters));
    }

    private static List<Function> quantities() {
        return List.of(
                global("quantity", TEXT, QUANTITY, Quantity::of),
                global("isQuantity", TEXT, BOOL, Quantity::isOne),
                global("sign", QUANTITY, INT, one -> (long) one.amount().signum()),
                member(QUANTITY, "isInteger", BOOL, Quantity::isInteger),
                member(QUANTITY, "asInteger", INT, Quantity::asInteger),
                member(QUANTITY, "asApproximateFloat", DOUBLE, one -> one.amount().doubleValue()),
                member(QUANTITY, "add", QUANTITY, QUANTITY, Quantity::plus),
                member(QUANTITY, "add", INT, QUANTITY, (one, more) -> one.plus(whole(more))),
                member(QUANTITY, "sub", QUANTITY, QUANTITY, Quantity::minus),
                member(QUANTITY, "sub", INT, QUANTITY, (one, less) -> one.minus(whole(less))),
                member(QUANTITY, "compareTo", QUANTITY, INT, (a, b) -> (long) a.compareTo(b)),
                member(QUANTITY, "isLessThan", QUANTITY, BOOL, (a, b) -> a.compareTo(b) < 0),
                member(QUANTITY, "isGreaterThan", QUANTITY, BOOL, (a, b) -> a.compareTo(b) > 0));
    }

    private static Quantity whole(long number) {
        return new Quantity(BigDecimal.valueOf(number));
    }

    private static List<Function> addresses() {
        return List.of(
                global("ip", TEXT, IP, Cidr::ip),
                global("isIP", TEXT, BOOL, text -> Cidr.address(text).isPresent()),
                global("ip.isCanonical", TEXT, BOOL, text -> written(Cidr.ip(text)).equals(text)),
                global("string", IP, TEXT, KubernetesFunctions::written),
                member(IP, "family", INT, ip -> ip instanceof Inet4Address ? 4L : 6L),
                member(IP, "isUnspecified", BOOL, InetAddress::isAnyLocalAddress),
                member(IP, "isLoopback", BOOL, InetAddress::isLoopbackAddress),
                member(IP, "isLinkLocalMulticast", BOOL, InetAddress::isMCLinkLocal),
                member(IP, "isLinkLocalUnicast", BOOL, InetAddress::isLinkLocalAddress),
                member(IP, "isGlobalUnicast", BOOL, KubernetesFunctions::isGlobal),
                global("cidr", TEXT, CIDR, Cidr::of),
                global("isCIDR", TEXT, BOOL, text -> Cidr.parse(text).isPresent()),
                global("string", CIDR, TEXT, Cidr::toString),
                member(CIDR, "ip", IP, Cidr::address),
                member(CIDR, "prefixLength", INT, cidr -> (long) cidr.bits()),
                member(CIDR, "masked", CIDR, Cidr::masked),
                member(CIDR, "containsIP", IP, BOOL, Cidr::contains),
                member(CIDR, "containsIP", TEXT, BOOL, (cidr, ip) -> cidr.contains(Cidr.ip(ip))),
                member(CIDR, "containsCIDR", CIDR, BOOL, Cidr::contains),
                member(CIDR, "containsCIDR", TEXT, BOOL, (cidr, o) -> cidr.contains(Cidr.of(o))));
    }

    private static String written(InetAddress address) {
        return InetAddresses.toAddrString(address);
    }

    private static boolean isGlobal(InetAddress ip) {
        return !ip.isAnyLocalAddress()
                && !ip.isLoopbackAddress()
                && !ip.isMulticastAddress()
                && !ip.isLinkLocalAddress()
                && !written(ip).equals("255.255.255.255");
    }

    private static List<Function> lists() {
        return List.of(
                member(LIST, "isSorted", BOOL, KubernetesFunctions::isSorted),
                member(LIST, "sum", ANY, KubernetesFunctions::sum),
                member(LIST, "min", ANY, list -> extreme("min", list, -1)),
                member(LIST, "max", ANY, list -> extreme("max", list, 1)),
                member(LIST, "indexOf", ANY, INT, (list, item) -> (long) list.indexOf(item)),
                member(
                        LIST,
                        "lastIndexOf",
                        ANY,
                        INT,
                        (list, item) -> (long) list.lastIndexOf(item)));
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(String name, List<Object> list, int side) {
        return list.stream()
                .reduce((best, one) -> compare(one, best) * side > 0 ? one : best)
                .orElseThrow(() -> new IllegalArgumentException(name + " called on empty list"));
    }

    private static int compare(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Comparable left && other != null && one.getClass() == other.getClass()) {
            return left.compareTo(other);
        }
        throw new IllegalArgumentException("items can't be compared: %s, %s".formatted(one, other));
    }

    private static Object sum(List<Object> list) {
        return list.stream()
                .reduce((one, other) ->
                        switch (one) {
                            case Long a when other instanceof Long b -> Math.addExact(a, b);
                            case Double a when other instanceof Double b -> a + b;
                            case Duration a when other instanceof Duration b -> a.plus(b);
                            default ->
                                    throw new IllegalArgumentException(
                                            "items can't be added: %s, %s".formatted(one, other));
                        })
                .orElse(0L);
    }

    private static List<Function> texts() {
        return List.of(
                member(
                        TEXT,
                        "find",
                        TEXT,
                        TEXT,
                        (text, regex) -> found(text, regex, 1).stream().findFirst().orElse("")),
                member(TEXT, "findAll", TEXT, TEXTS, (text, regex) -> found(text, regex, -1)),
                Function.of(
                        true,
                        "findAll",
                        List.of(TEXT, TEXT, INT),
                        TEXTS,
                        all -> found((String) all[0], (String) all[1], (Long) all[2])),
                member(TEXT, "format", LIST, TEXT, Template::filled),
                global("format.named", TEXT, optional(FORMAT), Formats::named),
                member(FORMAT, "validate", TEXT, optional(TEXTS), Format::validate));
    }

    /// Pieces of a text, from left to right; nothing is found right behind what was found.
    ///
    /// @param max how many, below 0 all
    private static List<String> found(String text, String regex, long max) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        int end = -1;
        while (pieces.size() != max && matcher.find()) {
            if (matcher.end() > end) {
                pieces.add(matcher.group());
                end = matcher.end();
            }
        }
        return pieces;
    }
}
