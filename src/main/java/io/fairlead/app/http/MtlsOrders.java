package io.fairlead.app.http;

import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.model.mtls.UnitId;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Takes what a person says of the migration: `POST /debug/mtls/hold?unit=shop/cart:8080&by=ann`. A page of a browser
/// can't send the header that it asks for, not without asking first, which nothing here answers.
final class MtlsOrders {
    private static final int UNITS_MAX = 100;
    private static final Set<String> WORDS = Set.of("unit", "all", "by");

    /// What more some orders say.
    private static final Map<String, Set<String>> TERMS =
            Map.of(
                    "exempt", Set.of("from", "owner", "reason", "until"),
                    "unexempt", Set.of("from"));

    private final Sources.Orders orders;

    MtlsOrders(Sources.Orders orders) {
        this.orders = orders;
    }

    /// What is wrong with an order, and how HTTP says so.
    private record Refusal(Status status, String says) {
        static Refusal wrong(String says) {
            return new Refusal(Status.BAD_REQUEST_400, says);
        }
    }

    void take(ServerRequest request, ServerResponse response) {
        Optional<Refusal> door = door(request);
        Refusal refusal = door.isPresent() ? door.get() : order(request);
        if (refusal.status().equals(Status.OK_200)) {
            response.send("taken\n");
        } else {
            refuse(response, refusal);
        }
    }

    /// Any other method.
    void refuse(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ALLOW, "POST");
        refuse(
                response,
                new Refusal(
                        Status.METHOD_NOT_ALLOWED_405,
                        "an order comes by POST, not by %s; fix: fairlead mtls %s, or curl -X POST"
                                .formatted(
                                        request.prologue().method().text(),
                                        request.path().pathParameters().get("verb"))));
    }

    /// What stands in the body is not read: the connection ends with the answer.
    private static void refuse(ServerResponse response, Refusal refusal) {
        response.status(refusal.status())
                .header(HeaderNames.CONNECTION, "close")
                .send(refusal.says() + "\n");
    }

    private static Optional<Refusal> door(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.create(OrderDoor.HEADER))) {
            return Optional.of(
                    new Refusal(
                            Status.FORBIDDEN_403,
                            "an order needs the header %s, which no web page sends; fix: -H '%s: yes'"
                                    .formatted(OrderDoor.HEADER, OrderDoor.HEADER)));
        }
        boolean empty =
                request.headers().contentLength().orElse(0) == 0
                        && !request.headers().contains(HeaderNames.TRANSFER_ENCODING);
        if (!empty) {
            return Optional.of(
                    new Refusal(
                            Status.REQUEST_ENTITY_TOO_LARGE_413,
                            "an order has no body: what it says stands in its query"));
        }
        return Optional.empty();
    }

    private Refusal order(ServerRequest request) {
        String verb = request.path().pathParameters().get("verb");
        if (!orders.verbs().contains(verb)) {
            return new Refusal(
                    Status.NOT_FOUND_404,
                    "\"%s\" is no order; there are %s"
                            .formatted(verb, String.join(", ", orders.verbs())));
        }
        List<UnitId> units = new ArrayList<>();
        Set<String> words = TERMS.getOrDefault(verb, Set.of());
        Optional<Refusal> wrong = read(request, words, units);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        String by = request.query().first("by").orElse("");
        Map<String, String> terms = new TreeMap<>();
        words.forEach(word -> request.query().first(word).ifPresent(said -> terms.put(word, said)));
        String problem = orders.taker().order(verb, units, by, terms);
        return problem.isEmpty() ? new Refusal(Status.OK_200, "") : Refusal.wrong(problem);
    }

    private static Optional<Refusal> read(
            ServerRequest request, Set<String> more, List<UnitId> units) {
        Set<String> unknown = new TreeSet<>(request.query().names());
        unknown.removeAll(WORDS);
        unknown.removeAll(more);
        if (!unknown.isEmpty()) {
            return wrong("an order says unit, all and by; it knows no " + unknown);
        }
        if (!OrderDoor.isName(request.query().first("by").orElse(""))) {
            return wrong("an order needs by=NAME, of who gives it");
        }
        for (String text : request.query().all("unit", List::of)) {
            Optional<UnitId> unit = UnitId.parse(text);
            if (unit.isEmpty()) {
                return wrong("\"" + text + "\" is no unit; fix: NAMESPACE/WORKLOAD:PORT");
            }
            units.add(unit.get());
        }
        if (units.size() > UNITS_MAX) {
            return wrong(
                    "%d units at once; fix: at most %d, or all=true"
                            .formatted(units.size(), UNITS_MAX));
        }
        String all = request.query().first("all").orElse("false");
        boolean whole = all.equals("true");
        if (!whole && !all.equals("false")) {
            return wrong("all is true or false, not \"" + all + "\"");
        }
        return whole == units.isEmpty()
                ? Optional.empty()
                : wrong("an order needs unit=NAMESPACE/WORKLOAD:PORT, or all=true, and not both");
    }

    private static Optional<Refusal> wrong(String says) {
        return Optional.of(Refusal.wrong(says));
    }
}
