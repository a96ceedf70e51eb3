package io.fairlead.fleetman.telemetry;

import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.VehiclePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// `POST /vehicles/` takes a report, `GET /vehicles/{name}` says a bare number, or nothing while it is unknown.
public final class TelemetryService implements Service {

    private static final int VEHICLES_MAX = 1_000;

    private final Map<String, List<VehiclePosition>> reports = new ConcurrentHashMap<>();
    private final RandomGenerator chance;
    private final Router router;

    public TelemetryService(RandomGenerator chance) {
        this.chance = chance;
        this.router =
                Router.empty()
                        .with("POST", "/vehicles/", (request, _) -> report(request))
                        .with("GET", "/vehicles/{}", (_, values) -> speed(values.getFirst()));
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request).orElseGet(() -> Response.empty(404));
    }

    private Response report(Request request) {
        VehiclePosition position = FleetJson.readPosition(request.text());
        if (reports.size() >= VEHICLES_MAX && !reports.containsKey(position.name())) {
            return Response.empty(507);
        }
        reports.merge(position.name(), List.of(position), TelemetryService::latest);
        return Response.empty(200);
    }

    private Response speed(String name) {
        OptionalDouble mph = Speed.mph(reports.getOrDefault(name, List.of()), chance);
        return mph.isPresent()
                ? Response.json(String.valueOf(mph.getAsDouble()))
                : Response.empty(200);
    }

    private static List<VehiclePosition> latest(
            List<VehiclePosition> known, List<VehiclePosition> more) {
        List<VehiclePosition> all = new ArrayList<>(known);
        all.addAll(more);
        return List.copyOf(all.subList(Math.max(0, all.size() - Speed.REPORTS_KEPT), all.size()));
    }
}
