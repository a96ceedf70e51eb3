package io.fairlead.proxy.admin;

import com.google.protobuf.ByteString;
import io.fairlead.proxy.endpoint.Endpoint;
import io.fairlead.proxy.endpoint.Query;
import io.fairlead.proxy.endpoint.Reply;
import io.fairlead.proxy.identity.view.HeldSecret;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.ProxySnapshot;
import io.fairlead.proxy.xds.view.ConfigDump;
import io.fairlead.proxy.xds.view.ConfigView;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// The admin endpoints.
public final class Admin {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Sources sources;

    /// What the endpoints show.
    ///
    /// @param node of this proxy, as it is sent to the control plane
    /// @param snapshot in use
    /// @param config as it was received
    /// @param secrets that this proxy holds or waits for
    /// @param prometheus all metrics as text
    /// @param live the proxy serves traffic as configured
    /// @param quit begins to end the proxy
    /// @param drain stops accepting connections
    public record Sources(
            ByteString node,
            String version,
            Supplier<ProxySnapshot> snapshot,
            Supplier<ConfigView> config,
            Supplier<Collection<HeldSecret>> secrets,
            Stats stats,
            Supplier<String> prometheus,
            BooleanSupplier live,
            Runnable quit,
            Runnable drain) {}

    public Admin(Sources sources) {
        this.sources = sources;
    }

    /// Each path with what answers it.
    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> all = new HashMap<>();
        all.put("/config_dump", get(this::configDump));
        all.put("/clusters", get(this::clusters));
        all.put("/listeners", get(this::listeners));
        all.put("/stats", get(this::stats));
        all.put(
                "/stats/prometheus",
                get(_ -> new Reply(200, PROMETHEUS, sources.prometheus().get())));
        all.put("/ready", get(_ -> ready()));
        all.put("/server_info", get(_ -> serverInfo()));
        all.put("/problems", get(_ -> problems()));
        all.put("/logging", Endpoint.localPost(Logging::change));
        all.put("/quitquitquit", Endpoint.localPost(_ -> does(sources.quit())));
        all.put("/drain_listeners", Endpoint.localPost(_ -> does(sources.drain())));
        String help = String.join("\n", all.keySet().stream().sorted().toList()) + "\n";
        all.put("/help", get(_ -> Reply.ok(help)));
        return Map.copyOf(all);
    }

    private static Endpoint get(Function<Query, Reply> answer) {
        return Endpoint.get(answer);
    }

    private Reply configDump(Query query) {
        boolean endpoints = query.has("include_eds");
        return Reply.parts(
                "application/json",
                ConfigDump.json(
                        sources.config().get(),
                        sources.node(),
                        endpoints,
                        SecretsDump.json(sources.secrets().get())));
    }

    private Reply clusters(Query query) {
        ProxySnapshot snapshot = sources.snapshot().get();
        return query.parameter("format").filter("json"::equals).isPresent()
                ? Reply.parts("application/json", ClustersText.json(snapshot))
                : Reply.parts("text/plain; charset=utf-8", ClustersText.text(snapshot));
    }

    private Reply listeners(Query query) {
        StringBuilder out = new StringBuilder();
        sources.snapshot().get().listeners().values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .forEach(listener ->
                        out.append(listener.name())
                                .append("::")
                                .append(listener.address())
                                .append('\n'));
        return Reply.ok(out.toString());
    }

    private Reply stats(Query query) {
        if (query.parameter("format").filter("prometheus"::equals).isPresent()) {
            return new Reply(200, PROMETHEUS, sources.prometheus().get());
        }
        return StatsText.reply(sources.stats().read(), query);
    }

    private Reply ready() {
        return sources.live().getAsBoolean()
                ? Reply.ok("LIVE\n")
                : Reply.text(503, "PRE_INITIALIZING\n");
    }

    private Reply serverInfo() {
        String state = sources.live().getAsBoolean() ? "LIVE" : "PRE_INITIALIZING";
        return Reply.json(
                "{\"version\": \"" + sources.version() + "\", \"state\": \"" + state + "\"}\n");
    }

    private Reply problems() {
        ConfigView view = sources.config().get();
        StringBuilder out = new StringBuilder();
        view.refused().forEach(problem -> out.append("refused: ").append(problem).append('\n'));
        view.waiting().forEach(waiting -> out.append("waiting: ").append(waiting).append('\n'));
        view.notes().forEach(note -> out.append("no effect: ").append(note).append('\n'));
        return Reply.ok(out.toString());
    }

    private static Reply does(Runnable action) {
        action.run();
        return Reply.ok("OK\n");
    }
}
