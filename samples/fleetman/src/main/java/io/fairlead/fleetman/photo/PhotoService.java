package io.fairlead.fleetman.photo;

import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Router;
import io.fairlead.fleetman.http.Service;
import java.util.Locale;

/// `GET /photo/{driver}` says where the driver's portrait is.
public final class PhotoService implements Service {

    private final Router router =
            Router.empty().with("GET", "/photo/{}", (_, values) -> photo(values.getFirst()));

    @Override
    public Response answer(Request request) {
        return router.answer(request).orElseGet(() -> Response.empty(404));
    }

    private static Response photo(String driver) {
        String file = driver.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-") + ".svg";
        return Response.of(200, "text/plain;charset=UTF-8", "/photos/drivers/" + file);
    }
}
