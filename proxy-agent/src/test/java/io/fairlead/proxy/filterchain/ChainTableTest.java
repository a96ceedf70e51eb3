package io.fairlead.proxy.filterchain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Address;
import io.fairlead.proxy.model.ChainMatch;
import io.fairlead.proxy.model.ChainMatch.PrefixRange;
import io.fairlead.proxy.model.ChainMatch.TransportProtocol;
import io.fairlead.proxy.model.FilterChain;
import io.fairlead.proxy.model.Handler;
import io.fairlead.proxy.model.Inspection;
import io.fairlead.proxy.model.Listener;
import io.fairlead.proxy.model.ServerTransport;
import io.fairlead.proxy.model.TrafficDirection;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which chain wins, step by step in Envoy's order.
///
/// A chain is written as its condition, which is its name too: `port=80 to=10.0.0.0/8 sni=*.a.b transport=tls
/// alpn=h2|http/1.1 from=10.1.0.0/16 fromPort=7`; `any` is the one without conditions.
class ChainTableTest {

    private static final String NONE = "none";

    @ParameterizedTest(name = "port {0} of [{1}] is for {2}")
    @CsvSource({
        "80, port=80; any, port=80",
        "81, port=80; any, any",
        "81, port=80, none",
        // A port that some chain names is lost for chains that name none.
        "80, port=80 to=9.9.9.9/32; any, none",
    })
    void thePortComesFirst(int port, String chains, String wanted) throws Exception {
        assertThat(find(chains, "10.1.2.3", port, "", "raw_buffer", "")).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} of [{1}] is for {2}")
    @CsvSource({
        "10.1.2.3, to=10.0.0.0/8; to=10.1.0.0/16; any, to=10.1.0.0/16",
        "10.2.2.3, to=10.0.0.0/8; to=10.1.0.0/16; any, to=10.0.0.0/8",
        "11.2.2.3, to=10.0.0.0/8; any, any",
        "10.1.2.3, to=10.1.2.3/32; to=10.1.2.2/31, to=10.1.2.3/32",
        "10.1.2.3, to=0.0.0.0/0; any, to=0.0.0.0/0",
        "fd00::1, to=10.0.0.0/8; to=fd00::/8, to=fd00::/8",
        // The longest prefix wins even if a later step then finds nothing.
        "10.1.2.3, to=10.1.0.0/16 transport=tls; to=10.0.0.0/8, none",
    })
    void theLongestDestinationPrefixWins(String to, String chains, String wanted) throws Exception {
        // A prefix of length zero is as good as none, so the first of the two wins.
        assertThat(find(chains, to, 80, "", "raw_buffer", "")).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} of [{1}] is for {2}")
    @CsvSource({
        "a.b.c, sni=*.b.c; sni=a.b.c; any, sni=a.b.c",
        "x.b.c, sni=*.c; sni=*.b.c; any, sni=*.b.c",
        "x.y.b.c, sni=*.b.c; any, sni=*.b.c",
        "b.c, sni=*.b.c; any, any",
        "xb.c, sni=*.b.c; any, any",
        "'', sni=*.b.c; any, any",
        "other, sni=*.b.c, none",
        // Names come before transport.
        "a.b.c, sni=a.b.c transport=raw_buffer; transport=tls, none",
    })
    void theMostSpecificServerNameWins(String name, String chains, String wanted) throws Exception {
        assertThat(find(chains, "10.1.2.3", 80, name, "tls", "")).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} {1} of [{2}] is for {3}")
    @CsvSource({
        "tls, '', transport=tls; any, transport=tls",
        "raw_buffer, '', transport=tls; any, any",
        "raw_buffer, '', transport=tls; transport=raw_buffer, transport=raw_buffer",
        "raw_buffer, h2c, alpn=http/1.1|h2c; any, alpn=http/1.1|h2c",
        "raw_buffer, '', alpn=http/1.1|h2c; any, any",
        // What the client offers first decides.
        "tls, h2|http/1.1, alpn=http/1.1; alpn=h2, alpn=h2",
        "tls, istio|h2, alpn=h2; any, alpn=h2",
        // Transport comes before application protocols.
        "tls, h2, transport=tls; alpn=h2, transport=tls",
    })
    void transportThenApplicationProtocols(
            String transport, String alpn, String chains, String wanted) throws Exception {
        assertThat(find(chains, "10.1.2.3", 80, "", transport, alpn)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "[{0}] is for {1}")
    @CsvSource({
        "from=192.168.0.0/16; from=192.168.1.0/24; any, from=192.168.1.0/24",
        "from=10.0.0.0/8; any, any",
        "fromPort=4000; any, fromPort=4000",
        "fromPort=4001; any, any",
        "from=192.168.0.0/16 fromPort=4001; fromPort=4000, none",
    })
    void theSourceComesLast(String chains, String wanted) throws Exception {
        assertThat(find(chains, "10.1.2.3", 80, "", "raw_buffer", "")).isEqualTo(wanted);
    }

    @Test
    void whatFindsNoChainGetsTheDefault() throws Exception {
        ChainTable table = ChainTable.compile(listener("port=81", chain("default")));
        assertThat(table.find(connection("10.1.2.3", 80, "", "raw_buffer", "")))
                .isEqualTo(chain("default"));
    }

    @Test
    void sniffingIsWorthItOnlyWhereAChainAsks() {
        ChainTable table = ChainTable.compile(listener("port=80 alpn=h2c; port=81; sni=a", null));
        assertThat(table.asksForProtocol(80)).isTrue();
        assertThat(table.asksForProtocol(81)).isFalse();
        assertThat(table.asksForProtocol(82)).isTrue();
    }

    private static String find(
            String chains, String to, int port, String sni, String transport, String... alpn)
            throws Exception {
        FilterChain found =
                ChainTable.compile(listener(chains, null))
                        .find(connection(to, port, sni, transport, alpn));
        return found == null ? NONE : found.name();
    }

    private static Connection connection(
            String to, int port, String sni, String transport, String... alpn) throws Exception {
        return new Connection(
                InetAddress.ofLiteral(to),
                port,
                sni,
                transport(transport),
                alpn[0].isEmpty() ? List.of() : List.of(alpn[0].split("\\|")),
                InetAddress.ofLiteral("192.168.1.9"),
                4000);
    }

    private static Listener listener(String chains, @Nullable FilterChain otherwise) {
        return new Listener(
                "l",
                new Address("0.0.0.0", 80),
                true,
                false,
                TrafficDirection.OUTBOUND,
                Inspection.NONE,
                Arrays.stream(chains.split("; ")).map(ChainTableTest::chain).toList(),
                otherwise,
                List.of());
    }

    private static FilterChain chain(String conditions) {
        ChainMatch match = ChainMatch.ANY;
        for (String condition : conditions.split(" ")) {
            match = with(match, condition.split("=", 2));
        }
        return new FilterChain(
                conditions, match, new ServerTransport.Plain(), new Handler.Refuse(conditions));
    }

    private static ChainMatch with(ChainMatch of, String[] condition) {
        String key = condition[0];
        String value = condition.length > 1 ? condition[1] : "";
        List<String> values = List.of(value.split("\\|"));
        return new ChainMatch(
                key.equals("port") ? Integer.parseInt(value) : of.destinationPort(),
                key.equals("to") ? List.of(range(value)) : of.prefixRanges(),
                key.equals("sni") ? values : of.serverNames(),
                key.equals("transport") ? transport(value) : of.transportProtocol(),
                key.equals("alpn") ? values : of.applicationProtocols(),
                key.equals("from") ? List.of(range(value)) : of.sourcePrefixRanges(),
                key.equals("fromPort") ? List.of(Integer.parseInt(value)) : of.sourcePorts());
    }

    private static PrefixRange range(String text) {
        String[] parts = text.split("/");
        return new PrefixRange(parts[0], Integer.parseInt(parts[1]));
    }

    private static TransportProtocol transport(String wire) {
        return Arrays.stream(TransportProtocol.values())
                .filter(one -> one.wireName().equals(wire))
                .findFirst()
                .orElseThrow();
    }
}
