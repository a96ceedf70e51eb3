package io.fairlead.proxy.bootstrap.parse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The flags behind `proxy sidecar`, as pods made for Istio have them.
///
/// @param domain of the pod's namespace, `NS.svc.cluster.local`; empty when it isn't said
/// @param logLevel `debug`, `info`, `warn`, `error` or `none`
public record AgentFlags(String domain, String logLevel) {

    private static final Set<String> TAKEN = Set.of("--domain", "--log_output_level");

    /// They are Envoy's, or of parts that this proxy doesn't have.
    private static final Set<String> LEFT =
            Set.of(
                    "--proxyLogLevel",
                    "--proxyComponentLogLevel",
                    "--serviceCluster",
                    "--concurrency",
                    "--templateFile",
                    "--stsPort",
                    "--tokenManagerPlugin",
                    "--outlierLogPath",
                    "--meshConfig");

    private static final Set<String> SWITCHES = Set.of("--log_as_json");
    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "none");

    /// @throws BadConfig naming the flag that can't be understood
    public static AgentFlags parse(List<String> arguments) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            if (SWITCHES.contains(flag)) {
                continue;
            }
            if (!TAKEN.contains(flag) && !LEFT.contains(flag)) {
                throw new BadConfig("\"%s\" is no flag of this proxy".formatted(flag));
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new BadConfig(flag + " needs a value");
            }
            given.put(flag, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
        }
        return new AgentFlags(
                given.getOrDefault("--domain", ""),
                level(given.getOrDefault("--log_output_level", "default:info")));
    }

    /// Of `SCOPE:LEVEL,SCOPE:LEVEL` the default scope's, else the first one's.
    private static String level(String text) {
        String chosen = "info";
        String[] scopes = text.split(",", -1);
        for (int i = scopes.length - 1; i >= 0; i--) {
            int colon = scopes[i].lastIndexOf(':');
            String scope = colon < 0 ? "default" : scopes[i].substring(0, colon);
            if (scope.equals("default") || scope.equals("all") || i == 0) {
                chosen = scopes[i].substring(colon + 1);
            }
            if (scope.equals("default")) {
                break;
            }
        }
        String level = chosen.equals("warning") ? "warn" : chosen;
        if (!LEVELS.contains(level)) {
            throw new BadConfig(
                    "--log_output_level: \"%s\" is none of debug, info, warn, error, none"
                            .formatted(chosen));
        }
        return level;
    }
}
