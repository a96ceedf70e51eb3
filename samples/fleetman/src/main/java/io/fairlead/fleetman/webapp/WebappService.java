package io.fairlead.fleetman.webapp;

import io.fairlead.fleetman.http.Conversation;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Service;
import java.net.URI;
import java.net.http.HttpClient;

/// The web server of the fleet: the page, and the way to the gateway.
public final class WebappService implements Service {

    private final Site site;
    private final GatewayProxy gateway;
    private final UpdatesRelay updates;

    /// @param gateway for example `http://fleetman-api-gateway:8080`
    public WebappService(Edition edition, HttpClient client, URI gateway) {
        this.site = new Site(edition);
        this.gateway = new GatewayProxy(client, gateway);
        this.updates = new UpdatesRelay(client, gateway);
    }

    @Override
    public Response answer(Request request) {
        String path = request.path();
        return path.equals("/api") || path.startsWith("/api/")
                ? gateway.answer(request)
                : site.answer(request);
    }

    /// Where the page's WebSocket goes.
    public Conversation.Start updates() {
        return updates;
    }
}
