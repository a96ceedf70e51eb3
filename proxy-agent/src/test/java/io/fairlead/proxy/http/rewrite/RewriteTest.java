package io.fairlead.proxy.http.rewrite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.route.Destination;
import io.fairlead.proxy.http.route.Request;
import io.fairlead.proxy.http.route.RouteEntry;
import io.fairlead.proxy.http.route.Routes;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ClusterChoice;
import io.fairlead.proxy.model.HeaderMutations;
import io.fairlead.proxy.model.HeaderMutations.Mode;
import io.fairlead.proxy.model.HostRewrite;
import io.fairlead.proxy.model.PathRewrite;
import io.fairlead.proxy.model.Regex;
import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.model.Route;
import io.fairlead.proxy.model.RouteMatch;
import io.fairlead.proxy.model.RouteMatch.PathMatch;
import io.fairlead.proxy.model.RouteTable;
import io.fairlead.proxy.model.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What changes in a request on its way to a host.
class RewriteTest {

    @ParameterizedTest(name = "{0} {1}, {2} {3}: {4} becomes {5}")
    @CsvSource({
        "prefix, /a, prefix, /b, /a/x?q=1, /b/x?q=1",
        "prefix, /a/, prefix, /, /a/x, /x",
        "segment, /a, prefix, /b, /a, /b",
        "segment, /a, prefix, /, /a/x, //x",
        "exact, /a, prefix, /b, /a?q, /b?q",
        "regex, /a.*, prefix, /b, /a/x, /b",
        "prefix, /, full, /whole, /a/x?q, /whole?q",
        "prefix, /, 'regex:^/v1/(.*)$', '/\\1/v2', /v1/a?v1, /a/v2?v1",
        "prefix, /, keep, '', /a/x?q, /a/x?q",
    })
    void paths(String kind, String match, String how, String by, String target, String wanted) {
        PathRewrite rewrite =
                switch (how) {
                    case "keep" -> new PathRewrite.Keep();
                    case "prefix" -> new PathRewrite.Prefix(by);
                    case "full" -> new PathRewrite.Full(by);
                    default ->
                            new PathRewrite.Replace(
                                    Regex.compile(how.substring("regex:".length())), by);
                };
        assertThat(Paths.rewrite(rewrite, match(kind, match), Request.get("h", target)))
                .isEqualTo(wanted);
    }

    @Test
    void anotherPathLeavesTheOldOneInAHeader() {
        var head = sent(forward(new PathRewrite.Prefix("/b"), HostRewrite.KEEP), "/a/x?q");
        assertThat(head.lines).containsExactly("x-envoy-original-path: /a/x?q", ":path: /b/x?q");
    }

    @Test
    void aRewriteThatChangesNothingIsToldToo() {
        assertThat(sent(forward(new PathRewrite.Prefix("/a"), HostRewrite.KEEP), "/a/x").lines)
                .containsExactly("x-envoy-original-path: /a/x", ":path: /a/x");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "literal, 'x-forwarded-host: shop|x-envoy-original-host: shop|:authority: other'",
        "upstream, 'x-forwarded-host: shop|x-envoy-original-host: shop|:authority: host.of.cluster'",
        "header, 'x-forwarded-host: shop|x-envoy-original-host: shop|:authority: ann'",
        "missing, ''",
        "path, 'x-forwarded-host: shop|x-envoy-original-host: shop|:authority: a.test'",
        "same, ''",
    })
    void hosts(String how, String wanted) {
        HostRewrite.To to =
                switch (how) {
                    case "literal" -> new HostRewrite.To.Literal("other");
                    case "upstream" -> new HostRewrite.To.UpstreamName();
                    case "header" -> new HostRewrite.To.FromHeader("x-user");
                    case "missing" -> new HostRewrite.To.FromHeader("x-none");
                    case "path" ->
                            new HostRewrite.To.FromPath(Regex.compile("^/(\\w+).*$"), "\\1.test");
                    default -> new HostRewrite.To.Same();
                };
        var head = sent(forward(new PathRewrite.Keep(), new HostRewrite(to, true)), "/a/x");
        assertThat(String.join("|", head.lines)).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} onto {1}: {2}")
    @CsvSource({
        "APPEND, old, old|new",
        "APPEND, '', new",
        "OVERWRITE, old, new",
        "OVERWRITE, '', new",
        "ADD_IF_ABSENT, old, old",
        "ADD_IF_ABSENT, '', new",
        "OVERWRITE_IF_EXISTS, old, new",
        "OVERWRITE_IF_EXISTS, '', ''",
    })
    void modesOfHeaders(Mode mode, String before, String after) {
        var head = new Lines();
        if (!before.isEmpty()) {
            head.add("x", before);
        }
        Mutations.compile(List.of(set("x", "new", mode))).apply(head, new Source());
        assertThat(head.values("x")).isEqualTo(after);
    }

    @Test
    void removalsComeFirstInEachLevel() {
        var head = new Lines();
        head.add("x", "old");
        var mutations =
                new HeaderMutations(set("x", "new", Mode.ADD_IF_ABSENT).set(), List.of("x"));
        Mutations.compile(List.of(mutations)).apply(head, new Source());
        assertThat(head.values("x")).isEqualTo("new");
    }

    @ParameterizedTest(name = "the most specific wins: {0}")
    @CsvSource({"false, table", "true, cluster"})
    void levelsAreAppliedInTheirOrder(boolean mostSpecificWins, String wanted) {
        var weighted =
                new ClusterChoice.WeightedCluster(
                        "c",
                        1,
                        set("x", "cluster", Mode.OVERWRITE),
                        HeaderMutations.NONE,
                        HostRewrite.KEEP);
        var choice = new ClusterChoice.Weighted(List.of(weighted));
        var route =
                new Route(
                        "r",
                        RouteMatch.ALL,
                        Action.Forward.of(choice),
                        set("x", "route", Mode.OVERWRITE),
                        HeaderMutations.NONE,
                        "",
                        "");
        var host =
                new VirtualHost(
                        "v",
                        List.of("*"),
                        List.of(route),
                        set("x", "host", Mode.OVERWRITE),
                        HeaderMutations.NONE,
                        false,
                        RetryPolicy.NONE);
        var table =
                new RouteTable(
                        "t",
                        List.of(host),
                        RouteTable.HostSource.HERE,
                        false,
                        mostSpecificWins,
                        set("x", "table", Mode.OVERWRITE),
                        HeaderMutations.NONE,
                        4096);
        assertThat(sent(table, "/").values("x")).isEqualTo(wanted);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "plain, plain",
        "100%%, 100%",
        "u=%REQ(X-User)%, u=ann",
        "%REQ(x-none?x-user)%, ann",
        "%REQ(x-none)%, ''",
        "%REQ(x-user):2%, an",
        "%DOWNSTREAM_REMOTE_ADDRESS%, DOWNSTREAM_REMOTE_ADDRESS()",
        "'%DYNAMIC_METADATA(a:b)%', 'DYNAMIC_METADATA(a:b)'",
    })
    void formats(String format, String text) {
        assertThat(ValueFormat.compile(format).render(new Source())).isEqualTo(text);
    }

    @ParameterizedTest(name = "{1} {2} {3} {4} leads to {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                "http://shop/a?q, -, -, 0, keep, http://shop/a?q",
                "http://shop/a, https, -, 0, keep, https://shop/a",
                "http://shop:80/a, https, -, 0, keep, https://shop/a",
                "http://shop:8080/a, https, -, 0, keep, https://shop:8080/a",
                "http://shop:8080/a, -, other, 0, keep, http://other/a",
                "http://shop/a, -, other, 8443, keep, http://other:8443/a",
                "http://shop/a?q, -, -, 0, /b, http://shop/b?q",
                "http://shop/a?q, -, -, 0, /b?own, http://shop/b?own",
            })
    void redirects(
            String from,
            @Nullable String scheme,
            @Nullable String host,
            int port,
            String path,
            String wanted) {
        PathRewrite rewrite =
                path.equals("keep") ? new PathRewrite.Keep() : new PathRewrite.Full(path);
        var redirect = new Action.Redirect(301, scheme, host, port, rewrite, false);
        int slash = from.indexOf('/', "http://".length());
        var request = Request.get(from.substring(7, slash), from.substring(slash));
        assertThat(RedirectLocation.of(redirect, RouteMatch.ALL, request)).isEqualTo(wanted);
    }

    @Test
    void requestIdsAreRandomUuids() {
        assertThat(RequestIds.text(0x0123456789abcdefL, -1L))
                .isEqualTo("01234567-89ab-4def-bfff-ffffffffffff");
    }

    private static RouteTable forward(PathRewrite path, HostRewrite host) {
        var forward = Action.Forward.to("c");
        var action =
                new Action.Forward(
                        forward.clusters(),
                        path,
                        host,
                        forward.timeouts(),
                        forward.retry(),
                        forward.hash(),
                        forward.mirrors(),
                        503);
        return RouteTable.of(
                "t",
                List.of(
                        VirtualHost.of(
                                "v",
                                List.of("*"),
                                List.of(Route.of("r", match("prefix", "/a"), action)))));
    }

    private static Lines sent(RouteTable table, String target) {
        Request request = Request.get("shop", target).with(Map.of("x-user", "ann"));
        Routes routes = Routes.compile(table);
        RouteEntry entry = requireNonNull(routes.match(request, 0));
        Destination to = requireNonNull(entry.clusters().pick(request, 0));
        var head = new Lines();
        Rewrites.compile(routes)
                .of(entry, to)
                .toUpstream(request, head, new Source(), "host.of.cluster");
        return head;
    }

    private static RouteMatch match(String kind, String path) {
        return RouteMatch.of(
                switch (kind) {
                    case "exact" -> new PathMatch.Exact(path);
                    case "segment" -> new PathMatch.SegmentPrefix(path);
                    case "regex" -> new PathMatch.Matches(Regex.compile(path));
                    default -> new PathMatch.Prefix(path);
                });
    }

    private static HeaderMutations set(String name, String value, Mode mode) {
        return new HeaderMutations(
                List.of(new HeaderMutations.Set(name, value, mode, false)), List.of());
    }

    /// What an editor was told, one line for each header.
    private static final class Lines implements HeaderEditor {
        private final List<String> lines = new ArrayList<>();

        String values(String name) {
            String start = name + ": ";
            return String.join(
                    "|",
                    lines.stream()
                            .filter(line -> line.startsWith(start))
                            .map(line -> line.substring(start.length()))
                            .toList());
        }

        @Override
        public boolean has(String name) {
            return lines.stream().anyMatch(line -> line.startsWith(name + ": "));
        }

        @Override
        public void add(String name, CharSequence value) {
            lines.add(name + ": " + value);
        }

        @Override
        public void set(String name, CharSequence value) {
            remove(name);
            add(name, value);
        }

        @Override
        public void remove(String name) {
            lines.removeIf(line -> line.startsWith(name + ": "));
        }

        @Override
        public void path(CharSequence pathAndQuery) {
            add(":path", pathAndQuery);
        }

        @Override
        public void authority(CharSequence authority) {
            add(":authority", authority);
        }
    }

    private static final class Source implements FormatSource {
        @Override
        public @Nullable CharSequence request(String name) {
            return name.toLowerCase(Locale.ROOT).equals("x-user") ? "ann" : null;
        }

        @Override
        public @Nullable CharSequence response(String name) {
            return null;
        }

        @Override
        public CharSequence other(String operator, String argument) {
            return operator + "(" + argument + ")";
        }
    }
}
