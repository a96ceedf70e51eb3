package io.fairlead.fleetman.staff;

import static io.fairlead.fleetman.http.Paths.segment;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.RemoteFailure;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import io.fairlead.fleetman.http.Upstream.Call;
import io.fairlead.fleetman.model.FleetJson;
import io.fairlead.fleetman.staff.Roster.Driver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `GET /driver/{vehicle}` names driver and photo, `POST /driver/{vehicle}/{mph}` tells the driver's speed.
public final class StaffService implements Service {

    private final Version version;
    private final Ticker ticker;
    private final Router router;

    public StaffService(Version version, Ticker ticker) {
        this.version = version;
        this.ticker = ticker;
        this.router =
                Router.empty()
                        .with(
                                "GET",
                                "/driver/{}",
                                (request, values) -> driver(values.getFirst(), request.headers()))
                        .with(
                                "POST",
                                "/driver/{}/{}",
                                (request, values) ->
                                        speed(values.get(0), values.get(1), request.headers()));
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request).orElseGet(() -> Response.empty(404));
    }

    private Response driver(String vehicle, Headers cause) {
        if (version instanceof Version.Bad(var delay)) {
            ticker.pause(delay);
            return Response.empty(502);
        }
        Optional<Driver> driver = Roster.driverOf(vehicle);
        @Nullable String name = driver.map(Driver::name).orElse(null);
        @Nullable String photo = driver.map(known -> photo(known, cause)).orElse(null);
        return Response.json(FleetJson.object("name", name, "photo", photo));
    }

    private String photo(Driver driver, Headers cause) {
        return switch (version) {
            case Version.Photos _ -> "/photos/drivers/" + driver.portrait();
            case Version.Placeholder _, Version.Bad _ -> "/photos/placeholder/driver.svg";
            case Version.FullStack(var photos, _) ->
                    photos.call(
                            Call.get("/photo/" + segment(driver.name()), "getPhotoFor(String)"),
                            cause);
        };
    }

    private Response speed(String vehicle, String mph, Headers cause) {
        return switch (version) {
            case Version.Photos _, Version.Placeholder _ -> Response.empty(200);
            case Version.Bad _ -> throw new RemoteFailure("Low on resources");
            case Version.FullStack(_, var monitor) -> {
                String name = Roster.driverOf(vehicle).map(Driver::name).orElse(vehicle);
                String path = "/live/driver/?name=" + segment(name);
                monitor.call(new Call("POST", path, "updateSpeedOf(String,String)", mph), cause);
                yield Response.empty(200);
            }
        };
    }
}
