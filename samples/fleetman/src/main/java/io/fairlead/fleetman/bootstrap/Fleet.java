package io.fairlead.fleetman.bootstrap;

import io.fairlead.fleetman.clock.Ticker;
import io.fairlead.fleetman.echo.EchoService;
import io.fairlead.fleetman.gateway.Broadcast;
import io.fairlead.fleetman.gateway.GatewayService;
import io.fairlead.fleetman.greeter.Greeter;
import io.fairlead.fleetman.http.Conversation;
import io.fairlead.fleetman.http.HttpServer;
import io.fairlead.fleetman.http.Service;
import io.fairlead.fleetman.http.Upstream;
import io.fairlead.fleetman.monitor.LegacyMonitor;
import io.fairlead.fleetman.photo.PhotoService;
import io.fairlead.fleetman.simulator.Simulator;
import io.fairlead.fleetman.staff.StaffService;
import io.fairlead.fleetman.staff.Version;
import io.fairlead.fleetman.telemetry.TelemetryService;
import io.fairlead.fleetman.tracker.TrackerService;
import io.fairlead.fleetman.webapp.WebappService;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One running role.
public final class Fleet implements AutoCloseable {

    private static final Duration UPDATES_EVERY = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(20);

    private final Settings settings;
    private final Ticker ticker = Ticker.system();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final HttpClient client = Upstream.client();
    private @Nullable HttpServer server;
    private @Nullable Greeter greeter;

    public Fleet(Settings settings) {
        this.settings = settings;
    }

    /// Starts the role and returns itself.
    public Fleet start() {
        switch (settings.role()) {
            case SIMULATOR ->
                    new Simulator(tracker(), ticker, settings.reportsPerSecond(), chance).start();
            case TRACKER -> serve(new TrackerService(telemetry(), staff()), null);
            case TELEMETRY -> serve(new TelemetryService(chance), null);
            case STAFF -> serve(new StaffService(version(), ticker), null);
            case PHOTO -> serve(new PhotoService(), null);
            case LEGACY_MONITOR -> serve(new LegacyMonitor(settings.monitorDelay(), ticker), null);
            case GATEWAY -> startGateway();
            case WEBAPP -> startWebapp();
            case ECHO -> serve(new EchoService(), null);
            case GREETER -> greeter = new Greeter(settings.port());
        }
        return this;
    }

    /// Where it listens.
    ///
    /// @throws IllegalStateException when it doesn't
    public int port() {
        HttpServer running = server;
        if (running == null) {
            throw new IllegalStateException(settings.role().word() + " does not listen");
        }
        return running.port();
    }

    @Override
    public void close() {
        ticker.close();
        HttpServer running = server;
        if (running != null) {
            running.close();
        }
        Greeter greeting = greeter;
        if (greeting != null) {
            greeting.close();
        }
        client.shutdownNow();
    }

    private void startGateway() {
        Broadcast broadcast = new Broadcast(tracker());
        serve(new GatewayService(tracker(), staff(), ticker), broadcast);
        ticker.every(UPDATES_EVERY, broadcast::round);
        ticker.every(HEARTBEAT_EVERY, broadcast::heartbeat);
    }

    private void startWebapp() {
        WebappService webapp =
                new WebappService(
                        settings.edition(), client, URI.create(settings.urls().gateway()));
        serve(webapp, webapp.updates());
    }

    private void serve(Service service, Conversation.@Nullable Start sockets) {
        server = new HttpServer(settings.port(), service, ticker, sockets);
    }

    private Version version() {
        return switch (settings.staffMode()) {
            case "photo" -> new Version.Photos();
            case "placeholder" -> new Version.Placeholder();
            case "bad" -> new Version.Bad(settings.staffDelay());
            case "photo-service" ->
                    new Version.FullStack(
                            upstream(settings.urls().photo(), "RemotePhotoMicroserviceCalls"),
                            upstream(settings.urls().monitor(), "RemoteDriverMonitoringCalls"));
            default -> throw new IllegalStateException(settings.staffMode());
        };
    }

    private Upstream tracker() {
        return upstream(settings.urls().tracker(), "RemotePositionMicroserviceCalls");
    }

    private Upstream telemetry() {
        return upstream(settings.urls().telemetry(), "RemoteTelemetryMicroserviceCalls");
    }

    private Upstream staff() {
        return upstream(settings.urls().staff(), "RemoteStaffMicroserviceCalls");
    }

    private Upstream upstream(String base, String name) {
        return new Upstream(client, base, name, settings.propagateHeaders());
    }
}
