package io.fairlead.ingest.validate;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.route.CorsPolicy;
import io.fairlead.model.route.Fault;
import io.fairlead.model.route.HeaderChange;
import io.fairlead.model.route.HeaderChanges;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.HttpMatch;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.Retries;
import io.fairlead.model.route.Rewrite;
import io.fairlead.model.route.StringMatch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Istio's rules for one http route.
record HttpRouteRules(Findings findings, Names names) {
    private static final int BODY_MAX = 1 << 20;
    private static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> RETRY_ON =
            Set.of(
                    "5xx",
                    "gateway-error",
                    "reset",
                    "reset-before-request",
                    "connect-failure",
                    "retriable-4xx",
                    "refused-stream",
                    "retriable-status-codes",
                    "retriable-headers",
                    "envoy-ratelimited",
                    "http3-post-connect-failure",
                    "cancelled",
                    "deadline-exceeded",
                    "internal",
                    "resource-exhausted",
                    "unavailable");

    void check(HttpRoute route, String field) {
        for (int i = 0; i < route.match().size(); i++) {
            match(route.match().get(i), field + ".match[" + i + "]");
        }
        switch (route.action()) {
            case HttpAction.Forward forward -> forward(forward, field);
            case HttpAction.Redirect redirect ->
                    redirect(redirect, route.match(), field + ".redirect");
            case HttpAction.DirectResponse response ->
                    response(response, field + ".directResponse");
            case HttpAction.Delegate delegate -> {
                if (delegate.name().isEmpty()) {
                    Told told =
                            new Told("no name", "a delegate names a VirtualService", "add name:");
                    findings.error("missing-field", field + ".delegate", told);
                }
            }
        }
        rewrite(route.rewrite(), field + ".rewrite");
        headers(route.headers(), field + ".headers");
        if (route.retries() != null) {
            retries(route.retries(), field + ".retries");
        }
        if (route.fault() != null) {
            fault(route.fault(), field + ".fault");
        }
        for (int i = 0; i < route.mirrors().size(); i++) {
            VirtualServiceRules.destination(
                    route.mirrors().get(i).destination(), field + ".mirror", names);
            names.percentage(route.mirrors().get(i).percentage(), field + ".mirrorPercentage");
        }
        if (route.cors() != null) {
            cors(route.cors(), field + ".corsPolicy");
        }
    }

    private void forward(HttpAction.Forward forward, String field) {
        if (forward.destinations().isEmpty()) {
            Told told =
                    new Told(
                            "there is no destination",
                            "a route has destinations",
                            "add - destination:");
            findings.error("missing-action", field + ".route", told);
        }
        VirtualServiceRules.weights(forward.destinations(), field, findings);
        for (int i = 0; i < forward.destinations().size(); i++) {
            String at = field + ".route[" + i + "]";
            VirtualServiceRules.destination(
                    forward.destinations().get(i).destination(), at + ".destination", names);
            headers(forward.destinations().get(i).headers(), at + ".headers");
        }
    }

    private void match(HttpMatch match, String field) {
        string(match.uri(), field + ".uri");
        string(match.scheme(), field + ".scheme");
        string(match.method(), field + ".method");
        string(match.authority(), field + ".authority");
        strings(match.headers(), field + ".headers", true);
        strings(match.withoutHeaders(), field + ".withoutHeaders", true);
        strings(match.queryParams(), field + ".queryParams", false);
        names.labels(match.sourceLabels(), field + ".sourceLabels");
        if (match.port() != 0) {
            names.port(match.port(), field + ".port");
        }
        if (!match.sourceNamespace().isEmpty()) {
            names.dnsLabel(match.sourceNamespace(), field + ".sourceNamespace", "namespace");
        }
    }

    private void string(@Nullable StringMatch match, String field) {
        switch (match) {
            case StringMatch.Regex(String expression) -> regex(expression, field + ".regex");
            case StringMatch.Prefix(String prefix) -> {
                if (prefix.isEmpty()) {
                    Told told =
                            new Told(
                                    "the prefix is empty",
                                    "a prefix has characters",
                                    "drop the match");
                    findings.error("empty-match", field + ".prefix", told);
                }
            }
            case StringMatch.Present() -> {
                Told told =
                        new Told(
                                "the match says nothing",
                                "a match is exact, prefix or regex",
                                "add exact: for example");
                findings.error("empty-match", field, told);
            }
            case StringMatch.Exact _ -> {
                // Any text can be asked for.
            }
            case null -> {
                // Not written.
            }
        }
    }

    private void regex(String expression, String field) {
        if (expression.isEmpty()) {
            Told told =
                    new Told(
                            "the expression is empty",
                            "an expression has characters",
                            "drop the match");
            findings.error("empty-match", field, told);
        }
        names.regex(expression, field);
    }

    private void strings(SortedMap<String, StringMatch> matches, String field, boolean headers) {
        matches.forEach((name, match) -> {
            String at = field + "[" + name + "]";
            if (headers) {
                names.header(name, at);
            } else if (name.isEmpty()) {
                Told told =
                        new Told(
                                "a parameter without a name",
                                "parameters have names",
                                "write the name");
                findings.error("empty-match", at, told);
            }
            if (match instanceof StringMatch.Regex(String expression)) {
                regex(expression, at + ".regex");
            }
        });
    }

    private void redirect(HttpAction.Redirect redirect, List<HttpMatch> match, String field) {
        boolean nothing =
                redirect.uri().isEmpty()
                        && redirect.prefixRewrite().isEmpty()
                        && redirect.authority().isEmpty()
                        && redirect.scheme().isEmpty()
                        && redirect.port() == 0
                        && redirect.derivePort() == null;
        if (nothing) {
            Told told =
                    new Told(
                            "leads to the same place",
                            "a redirect changes uri, authority, scheme or port",
                            "add uri:");
            findings.error("empty-redirect", field, told);
        }
        if (redirect.code() != 0 && !REDIRECT_CODES.contains(redirect.code())) {
            Told told =
                    new Told(
                            redirect.code() + " is not a redirect",
                            "one of 301, 302, 303, 307, 308",
                            "write 301 or 302");
            findings.error("bad-status", field + ".redirectCode", told);
        }
        if (!redirect.scheme().isEmpty() && !redirect.scheme().matches("https?")) {
            Told told =
                    new Told(
                            "\"" + redirect.scheme() + "\" is no scheme",
                            "http or https",
                            "write https");
            findings.error("bad-scheme", field + ".scheme", told);
        }
        if (!redirect.uri().isEmpty() && !redirect.prefixRewrite().isEmpty()) {
            Told told =
                    new Told(
                            "uri and prefixRewrite are written together",
                            "at most one of them",
                            "keep one of them");
            findings.error("exclusive-fields", field, told);
        }
        boolean everyPrefix =
                !match.isEmpty()
                        && match.stream().allMatch(m -> m.uri() instanceof StringMatch.Prefix);
        if (!redirect.prefixRewrite().isEmpty() && !everyPrefix) {
            Told told =
                    new Told(
                            "there is no prefix to rewrite",
                            "prefixRewrite needs uri prefix matches",
                            "use uri:");
            findings.error("bad-rewrite", field + ".prefixRewrite", told);
        }
    }

    private void response(HttpAction.DirectResponse response, String field) {
        if (response.status() < 200 || response.status() > 599) {
            Told told =
                    new Told(
                            response.status() + " is not a status",
                            "200 to 599",
                            "write for example 503");
            findings.error("bad-status", field + ".status", told);
        }
        long size =
                switch (response.body()) {
                    case HttpAction.Body.Text(String text) ->
                            text.getBytes(StandardCharsets.UTF_8).length;
                    case HttpAction.Body.Base64(String bytes) -> decoded(bytes, field);
                };
        if (size > BODY_MAX) {
            Told told = new Told("the body has " + size + " bytes", "at most 1 MiB", "shorten it");
            findings.error("body-too-large", field + ".body", told);
        }
    }

    private int decoded(String bytes, String field) {
        try {
            return Base64.getDecoder().decode(bytes).length;
        } catch (IllegalArgumentException _) {
            Told told =
                    new Told(
                            "is not base64",
                            "bytes are written as base64",
                            "encode them, or use string:");
            findings.error("bad-base64", field + ".body.bytes", told);
            return 0;
        }
    }

    private void rewrite(Rewrite rewrite, String field) {
        Rewrite.RegexRewrite regex = rewrite.uriRegex();
        if (regex == null) {
            return;
        }
        if (!rewrite.uri().isEmpty()) {
            Told told =
                    new Told(
                            "uri and uriRegexRewrite are written together",
                            "at most one",
                            "keep one of them");
            findings.error("exclusive-fields", field, told);
        }
        if (regex.match().isEmpty()) {
            Told told =
                    new Told(
                            "there is no match",
                            "uriRegexRewrite has match and rewrite",
                            "add match:");
            findings.error("missing-field", field + ".uriRegexRewrite.match", told);
        }
        names.regex(regex.match(), field + ".uriRegexRewrite.match");
    }

    private void retries(Retries retries, String field) {
        if (retries.attempts() < 0) {
            Told told =
                    new Told(
                            "attempts is " + retries.attempts(),
                            "attempts are 0 or more",
                            "write 0 or more");
            findings.error("out-of-range", field + ".attempts", told);
        }
        boolean more =
                retries.perTryTimeout() != null
                        || !retries.retryOn().isEmpty()
                        || retries.backoff() != null;
        if (retries.attempts() == 0 && more) {
            findings.error(
                    "idle-retries",
                    field,
                    new Told(
                            "retries are described, but there are 0 attempts",
                            "attempts: 0 (or none) switches retries off",
                            "write attempts: 2, or drop the other fields"));
        }
        for (String word :
                retries.retryOn().isEmpty() ? new String[0] : retries.retryOn().split(",")) {
            String policy = word.strip();
            if (!RETRY_ON.contains(policy) && !policy.matches("[1-5]\\d\\d")) {
                findings.error(
                        "unknown-value",
                        field + ".retryOn",
                        new Told(
                                "\"" + policy + "\" is no reason to retry",
                                "reasons are statuses (503) or "
                                        + String.join(", ", RETRY_ON.stream().sorted().toList()),
                                "choose among them, separated by commas"));
            }
        }
    }

    private void fault(Fault fault, String field) {
        Fault.Delay delay = fault.delay();
        Fault.Abort abort = fault.abort();
        if (delay == null && abort == null) {
            Told told = new Told("nothing is injected", "a fault has delay or abort", "add one");
            findings.error("missing-field", field, told);
        }
        if (delay != null && delay.percentage() != null) {
            names.percentage(delay.percentage(), field + ".delay.percentage.value");
        }
        if (abort == null) {
            return;
        }
        if (abort.percentage() != null) {
            names.percentage(abort.percentage(), field + ".abort.percentage.value");
        }
        if (abort.grpcStatus().isEmpty()
                && (abort.httpStatus() < 200 || abort.httpStatus() > 599)) {
            Told told =
                    new Told(
                            abort.httpStatus() + " is not a status",
                            "httpStatus is 200 to 599",
                            "write 503, or another");
            findings.error("bad-status", field + ".abort.httpStatus", told);
        }
    }

    private void cors(CorsPolicy cors, String field) {
        for (int i = 0; i < cors.allowOrigins().size(); i++) {
            string(cors.allowOrigins().get(i), field + ".allowOrigins[" + i + "]");
        }
        cors.allowHeaders().stream()
                .filter(h -> !h.equals("*"))
                .forEach(h -> names.header(h, field + ".allowHeaders"));
        cors.exposeHeaders().stream()
                .filter(h -> !h.equals("*"))
                .forEach(h -> names.header(h, field + ".exposeHeaders"));
    }

    private void headers(HeaderChanges changes, String field) {
        change(changes.request(), field + ".request");
        change(changes.response(), field + ".response");
    }

    private void change(HeaderChange change, String field) {
        change.set().keySet().forEach(name -> names.header(name, field + ".set." + name));
        change.add().keySet().forEach(name -> names.header(name, field + ".add." + name));
        for (int i = 0; i < change.remove().size(); i++) {
            names.header(change.remove().get(i), field + ".remove[" + i + "]");
        }
    }
}
