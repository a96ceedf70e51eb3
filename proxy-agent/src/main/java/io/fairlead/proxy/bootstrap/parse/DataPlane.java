package io.fairlead.proxy.bootstrap.parse;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;

/// What carries the traffic, as `FAIRLEAD_DATA_PLANE` says: `fairlead` (this program, the default) or `envoy` (a stock
/// Envoy as its child).
public sealed interface DataPlane {

    /// Ours.
    record Own() implements DataPlane {}

    /// A stock Envoy.
    ///
    /// @param program of `ENVOY_BINARY`; empty: the one on the PATH
    /// @param listenerDrain of `drainDuration`
    /// @param untilIdle of `EXIT_ON_ZERO_ACTIVE_CONNECTIONS`: go as soon as no client is connected
    record Envoy(String program, Duration listenerDrain, boolean untilIdle) implements DataPlane {}

    /// Reads the environment.
    ///
    /// @throws BadConfig when it can't be understood
    static DataPlane of(Map<String, String> environment) {
        String chosen = environment.getOrDefault("FAIRLEAD_DATA_PLANE", "");
        return switch (chosen) {
            case "", "fairlead" -> new Own();
            case "envoy" -> envoy(environment);
            default ->
                    throw new BadConfig(
                            "FAIRLEAD_DATA_PLANE is neither fairlead nor envoy: " + chosen);
        };
    }

    private static Envoy envoy(Map<String, String> environment) {
        JsonObject proxyConfig =
                ConfigParser.json("PROXY_CONFIG", environment.getOrDefault("PROXY_CONFIG", "{}"));
        return new Envoy(
                environment.getOrDefault("ENVOY_BINARY", ""),
                ConfigParser.duration(
                        "PROXY_CONFIG: drainDuration",
                        ConfigParser.text(proxyConfig, "drainDuration", "45s")),
                environment
                        .getOrDefault("EXIT_ON_ZERO_ACTIVE_CONNECTIONS", "false")
                        .equals("true"));
    }
}
