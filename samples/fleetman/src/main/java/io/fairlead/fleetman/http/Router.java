package io.fairlead.fleetman.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which behaviour belongs to which method and path. The first route that fits counts; empty path segments don't, so
/// `//vehicles/` is `/vehicles`.
public final class Router {

    /// What a route does with the request and the values at its `{}`.
    @FunctionalInterface
    public interface Action {
        /// The answer.
        Response answer(Request request, List<String> values);
    }

    private record Route(String method, List<String> pattern, Action action) {

        Optional<List<String>> values(Request request, List<String> segments) {
            if (!method.equals(request.method()) || pattern.size() != segments.size()) {
                return Optional.empty();
            }
            List<String> values = new ArrayList<>();
            for (int i = 0; i < pattern.size(); i++) {
                if (pattern.get(i).equals("{}")) {
                    values.add(segments.get(i));
                } else if (!pattern.get(i).equals(segments.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(values);
        }
    }

    private final List<Route> routes;

    private Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /// No routes.
    public static Router empty() {
        return new Router(List.of());
    }

    /// The same with one more.
    ///
    /// @param pattern for example `/vehicles/{}`
    public Router with(String method, String pattern, Action action) {
        List<String> segments =
                List.of(pattern.split("/")).stream().filter(part -> !part.isEmpty()).toList();
        List<Route> more = new ArrayList<>(routes);
        more.add(new Route(method, segments, action));
        return new Router(more);
    }

    /// What the first fitting route answers; empty when none fits. A `HEAD` is answered as its `GET`.
    public Optional<Response> answer(Request request) {
        Request asked = request.method().equals("HEAD") ? asGet(request) : request;
        List<String> segments = asked.segments();
        for (Route route : routes) {
            Optional<List<String>> values = route.values(asked, segments);
            if (values.isPresent()) {
                return Optional.of(route.action().answer(asked, values.get()));
            }
        }
        return Optional.empty();
    }

    private static Request asGet(Request request) {
        return new Request(
                "GET",
                request.path(),
                request.query(),
                request.headers(),
                request.body(),
                request.peer());
    }
}
