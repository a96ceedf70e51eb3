package io.fairlead.app.http;

import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.OrderDoor;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Takes what a person says of the migration: `POST /debug/mtls/hold?unit=shop/cart:8080&by=ann`. A page of a browser
/// can't send the header that it asks for, not without asking first, which nothing here answers. Where another daemon
/// leads, it is given the order.
final class MtlsOrders {
    private final Elsewhere leader;
    private final OrderApi here;

    MtlsOrders(Elsewhere leader, OrderApi here) {
        this.leader = leader;
        this.here = here;
    }

    void take(ServerRequest request, ServerResponse response) {
        Optional<Reply> refused = refusal(request);
        Reply reply = refused.isPresent() ? refused.get() : order(request);
        if (reply.status() == Status.OK_200.code()) {
            response.send(reply.body());
        } else {
            refuse(response, reply);
        }
    }

    private Reply order(ServerRequest request) {
        Map<String, List<String>> words = new TreeMap<>();
        request.query()
                .names()
                .forEach(name -> words.put(name, request.query().all(name, List::of)));
        Question order = new Question(request.path().pathParameters().get("verb"), words);
        return leader.ask(Elsewhere.ORDERS, order).orElseGet(() -> here.answer(order));
    }

    /// Any other method.
    void refuse(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ALLOW, "POST");
        refuse(
                response,
                Reply.text(
                        Status.METHOD_NOT_ALLOWED_405.code(),
                        "an order comes by POST, not by %s; fix: fairlead mtls %s, or curl -X POST"
                                .formatted(
                                        request.prologue().method().text(),
                                        request.path().pathParameters().get("verb"))));
    }

    /// What stands in the body is not read: the connection ends with the answer.
    private static void refuse(ServerResponse response, Reply reply) {
        response.status(reply.status()).header(HeaderNames.CONNECTION, "close").send(reply.body());
    }

    private static Optional<Reply> refusal(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.create(OrderDoor.HEADER))) {
            return Optional.of(
                    Reply.text(
                            Status.FORBIDDEN_403.code(),
                            "an order needs the header %s, which no web page sends; fix: -H '%s: yes'"
                                    .formatted(OrderDoor.HEADER, OrderDoor.HEADER)));
        }
        boolean empty =
                request.headers().contentLength().orElse(0) == 0
                        && !request.headers().contains(HeaderNames.TRANSFER_ENCODING);
        if (!empty) {
            return Optional.of(
                    Reply.text(
                            Status.REQUEST_ENTITY_TOO_LARGE_413.code(),
                            "an order has no body: what it says stands in its query"));
        }
        return Optional.empty();
    }
}
