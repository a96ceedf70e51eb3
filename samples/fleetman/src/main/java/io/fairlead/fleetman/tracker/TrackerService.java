package io.fairlead.fleetman.tracker;

import static io.fairlead.fleetman.http.Paths.segment;

import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.RemoteFailure;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.http.Upstream.Call;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.model.VehiclePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Takes reports, has each one's speed worked out and its driver told, and answers where vehicles are and were.
///
/// Without telemetry a report stands with no speed. Without staff the reporter gets an error, though the report
/// stands.
public final class TrackerService implements Service {

    private final Journal journal = new Journal();
    private final Upstream telemetry;
    private final Upstream staff;
    private final Router router;

    public TrackerService(Upstream telemetry, Upstream staff) {
        this.telemetry = telemetry;
        this.staff = staff;
        this.router =
                Router.empty()
                        .with("POST", "/vehicles/", (request, _) -> report(request))
                        .with("DELETE", "/vehicles/", (_, _) -> forget())
                        .with("GET", "/vehicles/", (request, _) -> latest(request))
                        .with("GET", "/vehicles/{}", (_, values) -> latest(values.getFirst()))
                        .with("GET", "/history/{}", (_, values) -> history(values.getFirst()));
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request).orElseGet(() -> Response.empty(404));
    }

    private Response report(Request request) {
        VehiclePosition reported = FleetJson.readPosition(request.text());
        Headers cause = request.headers();
        @Nullable Double mph = speed(reported, cause);
        journal.add(reported.withSpeed(mph));
        String path = "/driver/" + segment(reported.name()) + "/" + (mph == null ? 0.0 : mph);
        staff.call(new Call("POST", path, "updateSpeedOf(String,BigDecimal)", ""), cause);
        return Response.empty(200);
    }

    private @Nullable Double speed(VehiclePosition reported, Headers cause) {
        try {
            String mph =
                    telemetry.call(
                            Call.get(
                                    "/vehicles/" + segment(reported.name()), "getSpeedFor(String)"),
                            cause);
            telemetry.call(
                    new Call(
                            "POST",
                            "/vehicles/",
                            "updateData(VehiclePosition)",
                            FleetJson.write(reported)),
                    cause);
            return mph.isBlank() ? null : Double.valueOf(mph);
        } catch (RemoteFailure | NumberFormatException e) {
            return null; // the fleet keeps moving without telemetry
        }
    }

    private Response forget() {
        journal.clear();
        return Response.empty(200);
    }

    private Response latest(Request request) {
        Instant since =
                request.parameter("since")
                        .filter(text -> !text.isBlank())
                        .map(FleetJson::timestamp)
                        .orElse(Instant.EPOCH);
        return Response.json(FleetJson.write(journal.latestSince(since)));
    }

    private Response latest(String name) {
        return journal.latest(name)
                .map(position -> Response.json(FleetJson.write(position)))
                .orElseGet(() -> Response.empty(404));
    }

    private Response history(String name) {
        return Response.json(FleetJson.write(journal.history(name)));
    }
}
