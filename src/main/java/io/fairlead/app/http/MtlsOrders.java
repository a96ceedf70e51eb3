package io.fairlead.app.http;

import io.fairlead.model.mtls.UnitId;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes what a person says of the migration: `POST /debug/mtls/hold?unit=shop/cart:8080&by=ann`. A page of a browser
/// can't send the header that it asks for, not without asking first, which nothing here answers.
final class MtlsOrders {
    /// Whoever has it is no form of a web page.
    static final String HEADER = "x-fairlead-order";

    private static final int UNITS_MAX = 1_000;
    private static final String WHO = "[\\w.@-]{1,64}";

    private final Sources.Orders taker;

    MtlsOrders(Sources.Orders taker) {
        this.taker = taker;
    }

    void take(ServerRequest request, ServerResponse response) {
        String problem = problem(request);
        response.status(problem.isEmpty() ? Status.OK_200 : Status.BAD_REQUEST_400)
                .send(problem.isEmpty() ? "taken\n" : problem + "\n");
    }

    private String problem(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.create(HEADER))) {
            return "an order needs the header " + HEADER;
        }
        String by = request.query().first("by").orElse("");
        if (!by.matches(WHO)) {
            return "an order needs by=NAME, of who gives it";
        }
        List<UnitId> units = new ArrayList<>();
        for (String text : request.query().all("unit", List::of)) {
            Optional<UnitId> unit = UnitId.parse(text);
            if (unit.isEmpty() || units.size() >= UNITS_MAX) {
                return "\"" + text + "\" is no unit; fix: NAMESPACE/WORKLOAD:PORT";
            }
            units.add(unit.get());
        }
        boolean all = request.query().first("all").orElse("").equals("true");
        if (units.isEmpty() && !all) {
            return "an order needs unit=NAMESPACE/WORKLOAD:PORT, or all=true";
        }
        return taker.order(request.path().pathParameters().get("verb"), units, by);
    }
}
