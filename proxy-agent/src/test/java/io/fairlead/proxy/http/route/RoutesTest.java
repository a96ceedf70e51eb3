package io.fairlead.proxy.http.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.ClusterChoice.WeightedCluster;
import io.fairlead.proxy.model.Regex;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch;
import io.fairlead.proxy.model.RouteMatch.HeaderMatch.Condition;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import io.fairlead.proxy.model.RouteMatch.QueryMatch;
import io.fairlead.proxy.model.RouteMatch.QueryMatch.Wanted;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.StringMatch;
import io.fairlead.proxy.model.VirtualHost;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which virtual host, which route, which cluster.
class RoutesTest {

    @ParameterizedTest(name = "{0} is for {1}")
    @CsvSource({
        "shop.test, shop.test",
        "SHOP.Test, shop.test",
        "a.shop.test, *.shop.test",
        "b.a.shop.test, *.a.shop.test",
        "shop.test:8080, shop.test:8080",
        "shop.test:81, shop.*",
        "shop.example, shop.*",
        "shop.example.org, shop.example.*",
        // A wildcard stands for at least one character.
        ".shop.test, *",
        "other, *",
        "'', *",
    })
    void theMostSpecificDomainWins(String authority, String domain) {
        List<String> domains =
                List.of(
                        "*",
                        "shop.*",
                        "shop.example.*",
                        "*.shop.test",
                        "*.a.shop.test",
                        "shop.test",
                        "shop.test:8080");
        List<VirtualHost> hosts =
                domains.stream()
                        .map(one -> VirtualHost.of(one, List.of(one), routes(RouteMatch.ALL)))
                        .toList();
        Routes routes = Routes.compile(RouteTable.of("t", hosts));
        RouteEntry found = requireNonNull(routes.match(Request.get(authority, "/"), 0));
        assertThat(found.host().name()).isEqualTo(domain);
    }

    @ParameterizedTest(name = "{0} {1} for {2}: {3}")
    @CsvSource({
        "exact, /a, /a, true",
        "exact, /a, /a?x=1, true",
        "exact, /a, /a/, false",
        "exact, /a, /A, false",
        "prefix, /a, /ab/c, true",
        "prefix, /a, /b, false",
        "segment, /a, /a, true",
        "segment, /a, /a/b, true",
        "segment, /a, /ab, false",
        "segment, /a, /a?q, true",
        "regex, /v[0-9]+/.*, /v12/x?y=z, true",
        "regex, /v[0-9]+, /v12/x, false",
        "regex, v[0-9]+, /v12, false",
        "foldexact, /a, /A, true",
        "foldprefix, /a, /AB, true",
    })
    void paths(String kind, String wanted, String target, boolean holds) {
        PathMatch path =
                switch (kind.replace("fold", "")) {
                    case "exact" -> new PathMatch.Exact(wanted);
                    case "prefix" -> new PathMatch.Prefix(wanted);
                    case "segment" -> new PathMatch.SegmentPrefix(wanted);
                    default -> new PathMatch.Matches(Regex.compile(wanted));
                };
        boolean exactCase = !kind.startsWith("fold");
        var match =
                new RouteMatch(
                        path, exactCase, List.of(), List.of(), RouteMatch.ALL_PER_MILLION, false);
        assertThat(Conditions.hold(match, Request.get("a", target), 0)).isEqualTo(holds);
    }

    @ParameterizedTest(name = "{0} of \"{1}\", inverted: {2}")
    @CsvSource(
            nullValues = "missing",
            value = {
                "exact:v1, v1, true, false",
                "exact:v1, v2, false, true",
                // A missing header meets no condition, not even an inverted one.
                "exact:v1, missing, false, false",
                "present, v1, true, false",
                "present, missing, false, true",
                "absent, missing, true, false",
                "absent, v1, false, true",
                "prefix:v, v1, true, false",
                "suffix:1, v1, true, false",
                "suffix:longer, v1, false, true",
                "contains:b, abc, true, false",
                "regex:v[12], v1, true, false",
                "regex:v[12], v12, false, true",
                "range:1-5, 1, true, false",
                "range:1-5, 5, false, true",
                "range:1-5, x, false, true",
                "range:1-5, '', false, true",
            })
    void headers(String condition, String value, boolean holds, boolean inverted) {
        assertThat(Conditions.header(header(condition, false), value)).isEqualTo(holds);
        assertThat(Conditions.header(header(condition, true), value)).isEqualTo(inverted);
    }

    @Test
    void aMissingHeaderMayCountAsAnEmptyOne() {
        var match = new HeaderMatch("x", text(new StringMatch.Exact("v", false)), true, true);
        assertThat(Conditions.header(match, null)).isTrue();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({":method, PUT", ":path, /p?q=1", ":authority, shop", ":scheme, http", "host, shop"})
    void partsOfTheHeadAreHeadersToo(String name, String value) {
        RouteMatch match = RouteMatch.ALL.withHeaders(List.of(HeaderMatch.exact(name, value)));
        Request request = Request.get("shop", "/p?q=1").method("PUT");
        assertThat(Conditions.hold(match, request, 0)).isTrue();
        Request other = new Request("GET", "x", "/y", "https", Map.of());
        assertThat(Conditions.hold(match, other, 0)).isFalse();
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource({
        "present, /?a, true",
        "present, /?a=1, true",
        "present, /?b=a, false",
        "present, /, false",
        "absent, /, true",
        "absent, /?a, false",
        "exact:1, /?b=2&a=1, true",
        "exact:1, /?a=2&a=1, false",
        "exact:1, /?aa=1, false",
        "exact:1, /?a=%31, false",
        "regex:[0-9]+, /?a=42, true",
        "regex:[0-9]+, /?a=42x, false",
    })
    void queryParameters(String condition, String target, boolean holds) {
        Wanted wanted =
                switch (header(condition, false).condition()) {
                    case Condition.Present(var present) -> new Wanted.Present(present);
                    case Condition.Text(var text) -> new Wanted.Text(text);
                    case Condition.Range _ -> throw new IllegalArgumentException(condition);
                };
        var match =
                new RouteMatch(
                        new PathMatch.Prefix("/"),
                        true,
                        List.of(),
                        List.of(new QueryMatch("a", wanted)),
                        RouteMatch.ALL_PER_MILLION,
                        false);
        assertThat(Conditions.hold(match, Request.get("a", target), 0)).isEqualTo(holds);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "application/grpc, true",
        "application/grpc+proto, true",
        "application/grpc-web, false",
        "application/json, false",
    })
    void gRpcOnly(String type, boolean holds) {
        var match =
                new RouteMatch(
                        new PathMatch.Prefix("/"),
                        true,
                        List.of(),
                        List.of(),
                        RouteMatch.ALL_PER_MILLION,
                        true);
        Request request = Request.get("a", "/").with(Map.of("content-type", type));
        assertThat(Conditions.hold(match, request, 0)).isEqualTo(holds);
    }

    @Test
    void theFirstRouteThatHoldsWins() {
        Routes routes =
                compile(
                        RouteMatch.of(new PathMatch.Exact("/a")),
                        RouteMatch.of(new PathMatch.Prefix("/a")),
                        RouteMatch.ALL.withHeaders(List.of(HeaderMatch.exact("x", "1"))),
                        RouteMatch.of(new PathMatch.Prefix("/b")));
        assertThat(index(routes, Request.get("h", "/a"))).isEqualTo(0);
        assertThat(index(routes, Request.get("h", "/ab"))).isEqualTo(1);
        assertThat(index(routes, Request.get("h", "/b").with(Map.of("x", "1")))).isEqualTo(2);
        assertThat(index(routes, Request.get("h", "/b"))).isEqualTo(3);
        assertThat(index(routes, Request.get("h", "/c"))).isEqualTo(-1);
    }

    @Test
    void fractionsAndWeightsAreKeptAndIndependent() {
        var quarter =
                new RouteMatch(
                        new PathMatch.Prefix("/"), true, List.of(), List.of(), 250_000, false);
        var split =
                new ClusterChoice.Weighted(
                        List.of(
                                WeightedCluster.of("a", 90),
                                WeightedCluster.of("none", 0),
                                WeightedCluster.of("b", 10)));
        Routes routes =
                Routes.compile(
                        RouteTable.of(
                                "t",
                                List.of(
                                        VirtualHost.of(
                                                "v",
                                                List.of("*"),
                                                List.of(
                                                        Route.of(
                                                                "r",
                                                                quarter,
                                                                Action.Forward.of(split)))))));
        var seeded = new SplittableRandom(7);
        int matched = 0;
        int toB = 0;
        for (int i = 0; i < 100_000; i++) {
            long random = seeded.nextLong();
            Request request = Request.get("h", "/");
            RouteEntry entry = routes.match(request, random);
            if (entry != null) {
                matched++;
                Destination to = requireNonNull(entry.clusters().pick(request, random));
                assertThat(to.cluster()).isNotEqualTo("none");
                toB += to.cluster().equals("b") ? 1 : 0;
            }
        }
        assertThat(matched).isBetween(24_000, 26_000);
        assertThat(toB).isBetween(2_250, 2_750);
    }

    @Test
    void aHeaderMayNameTheCluster() {
        ClusterPicker picker =
                ClusterPicker.of(Action.Forward.of(new ClusterChoice.FromHeader("x-to")));
        assertThat(picker.pick(Request.get("h", "/"), 0)).isNull();
        Request named = Request.get("h", "/").with(Map.of("x-to", "c"));
        assertThat(requireNonNull(picker.pick(named, 0)).cluster()).isEqualTo("c");
    }

    private static HeaderMatch header(String condition, boolean invert) {
        String[] parts = condition.split(":", 2);
        String value = parts.length > 1 ? parts[1] : "";
        Condition is =
                switch (parts[0]) {
                    case "present" -> new Condition.Present(true);
                    case "absent" -> new Condition.Present(false);
                    case "exact" -> text(new StringMatch.Exact(value, false));
                    case "prefix" -> text(new StringMatch.Prefix(value, false));
                    case "suffix" -> text(new StringMatch.Suffix(value, false));
                    case "contains" -> text(new StringMatch.Contains(value, false));
                    case "regex" -> text(new StringMatch.Matches(Regex.compile(value)));
                    default -> {
                        String[] ends = value.split("-");
                        yield new Condition.Range(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
                    }
                };
        return new HeaderMatch("x", is, invert, false);
    }

    private static Condition text(StringMatch match) {
        return new Condition.Text(match);
    }

    private static int index(Routes routes, Request request) {
        RouteEntry found = routes.match(request, 0);
        return found == null ? -1 : found.index();
    }

    private static Routes compile(RouteMatch... matches) {
        return Routes.compile(
                RouteTable.of("t", List.of(VirtualHost.of("v", List.of("*"), routes(matches)))));
    }

    private static List<Route> routes(RouteMatch... matches) {
        return Arrays.stream(matches)
                .map(match -> Route.of("", match, Action.Forward.to("c")))
                .toList();
    }
}
