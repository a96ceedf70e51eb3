package io.fairlead.proxy.xds.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.fairlead.proxy.cel.Expression;
import io.fairlead.proxy.model.Problem;
import io.fairlead.proxy.model.RouteTable;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What all regular expressions of a resource may take together, whoever wrote them.
@Timeout(60)
class RegexBoundsTest {

    @Test
    void thousandsOfUsualOnesAreTakenAndWeighed() {
        Decoded<RouteTable> decoded = table(5_000, i -> "/api/v" + i + "/[a-z0-9-]+/items");
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        long weight = ((Decoded.Accepted<RouteTable>) decoded).weight();
        assertThat(weight).isBetween(5_000L * 15 * 32, 5_000L * 40 * 32);
    }

    @Test
    void oneThatStandsThereOftenIsMadeOnce() {
        Decoded<RouteTable> decoded = table(5_000, _ -> "/(a{1000}){9}");
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        assertThat(((Decoded.Accepted<RouteTable>) decoded).weight()).isLessThan(10_100L * 32);
    }

    /// Each is small enough; together they would take gigabytes.
    @Test
    void thousandsThatAreEachJustSmallEnoughAreRefusedByName() {
        Decoded<RouteTable> decoded = table(20_000, i -> "/" + i + "(a{0,999}){9}b");
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        List<Problem> problems = ((Decoded.Rejected<RouteTable>) decoded).problems();
        assertThat(problems).hasSizeLessThanOrEqualTo(DecodeLimits.PROBLEMS_MAX);
        assertThat(problems.getFirst().resource()).isEqualTo("80");
        assertThat(problems.getFirst().toString())
                .contains(
                        "virtual_hosts[all].routes[55]",
                        "take together more than 500000 steps",
                        "fix:");
    }

    @Test
    void anExpressionOfALogIsBoundedToo() {
        String one = "request.path.matches('%s(a{1000}){4}')";
        assertThat(Expression.read(one.formatted("x"))).isInstanceOf(Expression.Ready.class);
        assertThat(
                        Expression.read(
                                String.join(
                                        " || ",
                                        one.formatted("x"),
                                        one.formatted("y"),
                                        one.formatted("z"))))
                .isInstanceOfSatisfying(
                        Expression.Refused.class,
                        refused -> assertThat(refused.why()).contains("more than 10000 steps"));
    }

    private static Decoded<RouteTable> table(int routes, IntFunction<String> regex) {
        VirtualHost.Builder host = VirtualHost.newBuilder().setName("all").addDomains("*");
        for (int i = 0; i < routes; i++) {
            host.addRoutes(
                    Route.newBuilder()
                            .setMatch(
                                    RouteMatch.newBuilder()
                                            .setSafeRegex(
                                                    RegexMatcher.newBuilder()
                                                            .setRegex(regex.apply(i))))
                            .setRoute(RouteAction.newBuilder().setCluster("c")));
        }
        return ResourceDecoder.routes(
                RouteConfiguration.newBuilder()
                        .setName("80")
                        .addVirtualHosts(host)
                        .build()
                        .toByteString());
    }
}
