package io.fairlead.fleetman.monitor;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import java.time.Duration;

/// `POST /live/driver/?name=…` takes a speed and answers after a long while.
public final class LegacyMonitor implements Service {

    private final Router router;

    public LegacyMonitor(Duration delay, Ticker ticker) {
        this.router =
                Router.empty()
                        .with(
                                "POST",
                                "/live/driver/",
                                (_, _) -> {
                                    ticker.pause(delay);
                                    return Response.empty(200);
                                });
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request).orElseGet(() -> Response.empty(404));
    }
}
