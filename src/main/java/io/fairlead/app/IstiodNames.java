package io.fairlead.app;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Names of istiod's settings that mean nothing here: they are taken, so that a Deployment made for it starts, and
/// told.
final class IstiodNames {

    private static final Set<String> FLAGS =
            Set.of(
                    "--appNamespace",
                    "--clusterAliases",
                    "--clusterID",
                    "--clusterRegistriesNamespace",
                    "--ctrlz_address",
                    "--ctrlz_port",
                    "--keepaliveInterval",
                    "--keepaliveMaxServerConnectionAge",
                    "--keepaliveTimeout",
                    "--kubernetesApiBurst",
                    "--kubernetesApiQPS",
                    "--log_caller",
                    "--log_output_level",
                    "--log_rotate",
                    "--log_rotate_max_age",
                    "--log_rotate_max_backups",
                    "--log_rotate_max_size",
                    "--log_stacktrace_level",
                    "--log_target",
                    "--networksConfig",
                    "--plugins",
                    "--resync",
                    "--shutdownDuration",
                    "--tls-cipher-suites",
                    "--tls-min-version",
                    "--vklog");

    private static final Set<String> SWITCHES = Set.of("--log_as_json", "--profile");

    private static final Pattern VARIABLES =
            Pattern.compile(
                    "(CA|CITADEL|CLUSTER|DEFAULT|ENABLE|EXTERNAL|INJECT|ISTIO|ISTIOD|K8S|MAX|PILOT|SHARED|UNSAFE|"
                            + "VALIDATION|XDS)_[A-Z0-9_]+");

    /// What Kubernetes itself says of Services.
    private static final Pattern SERVICES =
            Pattern.compile(".+_(SERVICE_HOST|SERVICE_PORT.*|PORT(_.+)?)");

    private static final Set<String> USED =
            Set.of(
                    "ENABLE_CA_SERVER",
                    "INJECTION_WEBHOOK_CONFIG_NAME",
                    "ISTIOD_CUSTOM_HOST",
                    "PILOT_MAX_REQUESTS_PER_SECOND",
                    "VALIDATION_WEBHOOK_CONFIG_NAME");

    private IstiodNames() {}

    /// Lets a command take these flags.
    static void addTo(CommandSpec spec) {
        for (String flag : FLAGS) {
            spec.addOption(option(flag, "1"));
        }
        for (String flag : SWITCHES) {
            spec.addOption(option(flag, "0..1"));
        }
    }

    private static OptionSpec option(String flag, String arity) {
        return OptionSpec.builder(flag).hidden(true).arity(arity).type(String.class).build();
    }

    /// Those that were given.
    static List<String> given(CommandSpec spec) {
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> FLAGS.contains(name) || SWITCHES.contains(name))
                .sorted()
                .toList();
    }

    /// Of these variables those that istiod would heed.
    static List<String> withoutEffect(Map<String, String> variables) {
        return new TreeSet<>(variables.keySet())
                .stream()
                        .filter(name -> VARIABLES.matcher(name).matches())
                        .filter(name -> !SERVICES.matcher(name).matches() && !USED.contains(name))
                        .toList();
    }
}
