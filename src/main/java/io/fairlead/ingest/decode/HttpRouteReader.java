package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.route.CorsPolicy;
import io.fairlead.model.route.Fault;
import io.fairlead.model.route.HeaderChange;
import io.fairlead.model.route.HeaderChanges;
import io.fairlead.model.route.HttpAction;
import io.fairlead.model.route.HttpRoute;
import io.fairlead.model.route.Mirror;
import io.fairlead.model.route.Retries;
import io.fairlead.model.route.Rewrite;
import io.fairlead.model.route.StringMatch;
import io.fairlead.model.route.WeightedDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one http route.
record HttpRouteReader(Complaints complaints) {
    private static final List<String> ACTIONS =
            List.of("route", "redirect", "directResponse", "delegate");

    HttpRoute read(Cursor route) {
        return new HttpRoute(
                route.text("name"),
                route.list("match").stream().map(HttpMatchReader::read).toList(),
                action(route),
                rewrite(route.child("rewrite")),
                route.duration("timeout"),
                retries(route.child("retries")),
                fault(route.child("fault")),
                mirrors(route),
                cors(route.child("corsPolicy")),
                headers(route.child("headers")));
    }

    private HttpAction action(Cursor route) {
        List<String> written = ACTIONS.stream().filter(route::has).toList();
        if (written.size() != 1) {
            String what =
                    written.isEmpty()
                            ? "nothing is done with the request"
                            : String.join(" and ", written);
            complaints.error(
                    written.isEmpty() ? "missing-action" : "exclusive-fields",
                    written.isEmpty() ? route.mapping().line() : route.lineOf(written.get(1)),
                    route.path(),
                    new Told(
                            written.isEmpty() ? what : what + " are written together",
                            "an http route has one of " + String.join(", ", ACTIONS),
                            written.isEmpty() ? "add route:" : "keep one of them"));
        }
        Cursor redirect = route.child("redirect");
        if (redirect != null) {
            neverWithRedirect(route);
            return redirect(redirect);
        }
        Cursor response = route.child("directResponse");
        if (response != null) {
            return new HttpAction.DirectResponse(
                    response.integer("status", 0), body(response.child("body")));
        }
        Cursor delegate = route.child("delegate");
        if (delegate != null) {
            return new HttpAction.Delegate(delegate.text("namespace"), delegate.text("name"));
        }
        return new HttpAction.Forward(
                route.list("route").stream().map(HttpRouteReader::destination).toList());
    }

    private void neverWithRedirect(Cursor route) {
        for (String name : List.of("rewrite", "fault")) {
            if (route.has(name)) {
                Told told =
                        new Told(
                                "redirect and " + name + " are written together",
                                "a redirected request is not sent on",
                                "remove " + name);
                complaints.error("exclusive-fields", route.lineOf(name), route.at(name), told);
            }
        }
    }

    private static WeightedDestination destination(Cursor item) {
        return new WeightedDestination(
                VirtualServiceReader.destination(item.child("destination")),
                item.integer("weight", 0),
                headers(item.child("headers")));
    }

    private static HttpAction redirect(Cursor redirect) {
        HttpAction.PortDerivation derive =
                switch (redirect.text("derivePort")) {
                    case "FROM_PROTOCOL_DEFAULT" -> HttpAction.PortDerivation.FROM_PROTOCOL_DEFAULT;
                    case "FROM_REQUEST_PORT" -> HttpAction.PortDerivation.FROM_REQUEST_PORT;
                    default -> null;
                };
        return new HttpAction.Redirect(
                redirect.text("uri"),
                redirect.text("prefixRewrite"),
                redirect.text("authority"),
                redirect.text("scheme"),
                redirect.integer("port", 0),
                derive,
                redirect.integer("redirectCode", 0));
    }

    private static HttpAction.Body body(@Nullable Cursor body) {
        if (body != null && body.has("bytes")) {
            return new HttpAction.Body.Base64(body.text("bytes"));
        }
        return new HttpAction.Body.Text(body == null ? "" : body.text("string"));
    }

    private static Rewrite rewrite(@Nullable Cursor rewrite) {
        if (rewrite == null) {
            return Rewrite.NONE;
        }
        Cursor regex = rewrite.child("uriRegexRewrite");
        return new Rewrite(
                rewrite.text("uri"),
                rewrite.text("authority"),
                regex == null
                        ? null
                        : new Rewrite.RegexRewrite(regex.text("match"), regex.text("rewrite")));
    }

    private static @Nullable Retries retries(@Nullable Cursor retries) {
        if (retries == null) {
            return null;
        }
        return new Retries(
                retries.integer("attempts", 0),
                retries.duration("perTryTimeout"),
                retries.text("retryOn"),
                retries.duration("backoff"),
                retries.maybe("retryIgnorePreviousHosts"),
                retries.maybe("retryRemoteLocalities"));
    }

    private static @Nullable Fault fault(@Nullable Cursor fault) {
        if (fault == null) {
            return null;
        }
        Cursor delay = fault.child("delay");
        Cursor abort = fault.child("abort");
        return new Fault(
                delay == null ? null : delay(delay),
                abort == null
                        ? null
                        : new Fault.Abort(
                                abort.integer("httpStatus", 0),
                                abort.text("grpcStatus"),
                                percentage(abort)));
    }

    private static Fault.Delay delay(Cursor delay) {
        Duration fixed = delay.duration("fixedDelay");
        Double percentage = percentage(delay);
        return new Fault.Delay(
                fixed == null ? Duration.ZERO : fixed,
                percentage == null ? delay.number("percent") : percentage);
    }

    private static @Nullable Double percentage(Cursor fault) {
        return percentage(fault, "percentage");
    }

    private static @Nullable Double percentage(Cursor around, String name) {
        Cursor percentage = around.child(name);
        if (percentage == null) {
            return null;
        }
        Double value = percentage.number("value");
        return value == null ? 0d : value;
    }

    private static List<Mirror> mirrors(Cursor route) {
        List<Mirror> mirrors = new ArrayList<>();
        Cursor single = route.child("mirror");
        if (single != null) {
            Double share = percentage(route, "mirrorPercentage");
            Double older = route.number("mirrorPercent");
            Double oldest = older == null ? route.number("mirror_percent") : older;
            double all = oldest == null ? 100d : oldest;
            mirrors.add(
                    new Mirror(
                            VirtualServiceReader.destination(single), share == null ? all : share));
        }
        for (Cursor mirror : route.list("mirrors")) {
            Double share = percentage(mirror);
            mirrors.add(
                    new Mirror(
                            VirtualServiceReader.destination(mirror.child("destination")),
                            share == null ? 100d : share));
        }
        return mirrors;
    }

    private static @Nullable CorsPolicy cors(@Nullable Cursor cors) {
        if (cors == null) {
            return null;
        }
        List<StringMatch> origins = new ArrayList<>();
        cors.texts("allowOrigin").forEach(origin -> origins.add(new StringMatch.Exact(origin)));
        cors.list("allowOrigins").forEach(origin -> origins.add(HttpMatchReader.string(origin)));
        return new CorsPolicy(
                origins,
                cors.texts("allowMethods"),
                cors.texts("allowHeaders"),
                cors.texts("exposeHeaders"),
                cors.duration("maxAge"),
                cors.maybe("allowCredentials"),
                cors.text("unmatchedPreflights"));
    }

    private static HeaderChanges headers(@Nullable Cursor headers) {
        return headers == null
                ? HeaderChanges.NONE
                : new HeaderChanges(
                        change(headers.child("request")), change(headers.child("response")));
    }

    private static HeaderChange change(@Nullable Cursor change) {
        return change == null
                ? HeaderChange.NONE
                : new HeaderChange(
                        change.textMap("set"), change.textMap("add"), change.texts("remove"));
    }
}
