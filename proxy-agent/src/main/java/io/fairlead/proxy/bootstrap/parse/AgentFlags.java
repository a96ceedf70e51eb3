package io.fairlead.proxy.bootstrap.parse;

import java.util.List;
import java.util.Set;

/// The flags behind `proxy sidecar`, as pods made for Istio have them.
///
/// @param domain of the pod's namespace, `NS.svc.cluster.local`; empty when it isn't said
/// @param logLevel `debug`, `info`, `warn`, `error` or `none`
public record AgentFlags(String domain, String logLevel) {

    /// But for the first, they are Envoy's, or of parts that this proxy doesn't have.
    private static final Set<String> KNOWN =
            Set.of(
                    "--domain",
                    "--proxyLogLevel",
                    "--proxyComponentLogLevel",
                    "--serviceCluster",
                    "--concurrency",
                    "--templateFile",
                    "--stsPort",
                    "--tokenManagerPlugin",
                    "--outlierLogPath",
                    "--meshConfig");

    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "none");

    /// @throws BadConfig naming the flag that can't be understood
    public static AgentFlags parse(List<String> arguments) {
        CommandFlags flags = CommandFlags.parse(arguments, KNOWN);
        if (!flags.words().isEmpty()) {
            throw new BadConfig("\"%s\" is no flag".formatted(flags.words().getFirst()));
        }
        return new AgentFlags(
                flags.value("--domain", ""),
                level(flags.value("--log_output_level", "default:info")));
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
