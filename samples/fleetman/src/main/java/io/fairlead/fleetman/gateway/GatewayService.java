package io.fairlead.fleetman.gateway;

import static io.fairlead.fleetman.http.Paths.segment;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.http.Upstream.Call;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.Place;
import io.fairlead.fleetman.model.VehiclePosition;
import java.util.List;

/// The API that the page uses. What tracker and staff say goes through unchanged, but for the history, which the map
/// needs as bare places from old to new.
public final class GatewayService implements Service {

    private final Upstream tracker;
    private final Upstream staff;
    private final Ticker ticker;
    private final Router router;

    public GatewayService(Upstream tracker, Upstream staff, Ticker ticker) {
        this.tracker = tracker;
        this.staff = staff;
        this.ticker = ticker;
        this.router =
                Router.empty()
                        .with("GET", "/", (_, _) -> ping())
                        .with("GET", "/vehicles/", (request, _) -> vehicles(request.headers()))
                        .with(
                                "GET",
                                "/vehicles/{}",
                                (request, values) -> vehicle(values.getFirst(), request.headers()))
                        .with(
                                "GET",
                                "/vehicles/driver/{}",
                                (request, values) -> driver(values.getFirst(), request.headers()))
                        .with(
                                "GET",
                                "/history/{}",
                                (request, values) -> history(values.getFirst(), request.headers()));
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request)
                .orElseGet(() -> Response.empty(404))
                .with("Access-Control-Allow-Origin", "*");
    }

    private Response ping() {
        return Response.of(
                200,
                "text/html;charset=UTF-8",
                "<p>Fleetman API Gateway at " + FleetJson.timestamp(ticker.now()) + "</p>");
    }

    private Response vehicles(Headers cause) {
        return Response.json(
                tracker.call(Call.get("/vehicles/", "getAllLatestPositions()"), cause));
    }

    private Response vehicle(String name, Headers cause) {
        return Response.json(
                tracker.call(
                        Call.get("/vehicles/" + segment(name), "getLatestPositionFor(String)"),
                        cause));
    }

    private Response driver(String name, Headers cause) {
        String driver =
                staff.call(Call.get("/driver/" + segment(name), "getDriverFor(String)"), cause);
        // A string to those who take anything, as curl does; browsers ask for JSON by name.
        boolean json = cause.first("Accept").filter(accept -> accept.contains("json")).isPresent();
        return json ? Response.json(driver) : Response.of(200, "text/plain;charset=UTF-8", driver);
    }

    private Response history(String name, Headers cause) {
        List<Place> newestFirst =
                FleetJson.readPositions(
                                tracker.call(
                                        Call.get(
                                                "/history/" + segment(name),
                                                "getHistoryFor(String)"),
                                        cause))
                        .stream()
                        .map(VehiclePosition::place)
                        .toList();
        return Response.json(FleetJson.writePlaces(newestFirst.reversed()));
    }
}
