package io.fairlead.proxy.capture;

import io.fairlead.proxy.capture.CaptureSettings.Inbound;
import io.fairlead.proxy.capture.CaptureSettings.Interfaces;
import io.fairlead.proxy.capture.CaptureSettings.Mode;
import io.fairlead.proxy.capture.CaptureSettings.Outbound;
import io.fairlead.proxy.capture.CaptureSettings.Owners;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The arguments of `istio-iptables`, as manifests made for Istio have them.
public final class CaptureFlags {

    private static final int PORT_MAX = 65_535;
    private static final String DRY_RUN = "dry-run";
    private static final String SKIP = "skip-rule-apply";
    private static final String VALIDATE = "run-validation";
    private static final String CLEANUP = "cleanup-only";
    private static final String PROBE_PORT = "iptables-probe-port";
    private static final String PROBE_TIMEOUT = "probe-timeout";

    private static final Map<String, String> LONG =
            Map.ofEntries(
                    Map.entry("-p", "envoy-port"),
                    Map.entry("-z", "inbound-capture-port"),
                    Map.entry("-e", "inbound-tunnel-port"),
                    Map.entry("-u", "proxy-uid"),
                    Map.entry("-g", "proxy-gid"),
                    Map.entry("-m", "istio-inbound-interception-mode"),
                    Map.entry("-b", "istio-inbound-ports"),
                    Map.entry("-d", "istio-local-exclude-ports"),
                    Map.entry("-i", "istio-service-cidr"),
                    Map.entry("-x", "istio-service-exclude-cidr"),
                    Map.entry("-q", "istio-outbound-ports"),
                    Map.entry("-o", "istio-local-outbound-ports-exclude"),
                    Map.entry("-k", "kube-virt-interfaces"),
                    Map.entry("-c", "istio-exclude-interfaces"),
                    Map.entry("-n", DRY_RUN));

    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private static final Set<String> SWITCHES =
            Set.of(
                    DRY_RUN,
                    SKIP,
                    VALIDATE,
                    CLEANUP,
                    "reconcile",
                    "redirect-dns",
                    "capture-all-dns",
                    "drop-invalid",
                    "dual-stack",
                    "force-apply",
                    "log_as_json");

    /// Ports that the proxy has; other ones can't be chosen.
    private static final Map<String, String> FIXED =
            Map.of(
                    "envoy-port", "15001",
                    "inbound-capture-port", "15006",
                    "inbound-tunnel-port", "15008");

    private static final Set<String> OTHERS = Set.of("log_output_level", PROBE_PORT, PROBE_TIMEOUT);

    private final Map<String, String> given = new HashMap<>();

    private CaptureFlags() {}

    /// What is to be done.
    ///
    /// @param dryRun it is only printed
    /// @param skip the rules are set by somebody else
    /// @param cleanup the rules are taken away, and not set
    /// @param validate it is tried whether they work
    /// @param probePort where nobody listens, to try it with
    /// @param probeMax how long it may take until they work
    public record Steps(
            boolean dryRun,
            boolean skip,
            boolean cleanup,
            boolean validate,
            int probePort,
            Duration probeMax) {}

    /// @throws BadCapture naming the flag that can't be understood
    public static Steps steps(List<String> arguments) {
        CaptureFlags flags = new CaptureFlags();
        flags.read(arguments);
        return new Steps(
                flags.is(DRY_RUN, "false"),
                flags.is(SKIP, "false"),
                flags.is(CLEANUP, "false"),
                flags.is(VALIDATE, "false"),
                flags.probePort(),
                flags.probeMax());
    }

    /// @param environment has what Istio takes from there: groups of owners, `ISTIO_DUAL_STACK`, `INVALID_DROP`
    /// @throws BadCapture naming the flag that can't be understood
    public static CaptureSettings parse(List<String> arguments, Map<String, String> environment) {
        CaptureFlags flags = new CaptureFlags();
        flags.read(arguments);
        return flags.settings(environment);
    }

    private void read(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            String name = LONG.getOrDefault(flag, flag.startsWith("--") ? flag.substring(2) : "");
            if (SWITCHES.contains(name)) {
                given.put(name, equals < 0 ? "true" : argument.substring(equals + 1));
            } else if (LONG.containsValue(name) || OTHERS.contains(name)) {
                if (equals < 0 && ++i == arguments.size()) {
                    throw new BadCapture(flag + " needs a value");
                }
                given.put(name, equals < 0 ? arguments.get(i) : argument.substring(equals + 1));
            } else {
                throw new BadCapture("\"%s\" is no flag of istio-iptables here".formatted(flag));
            }
        }
        FIXED.forEach((name, port) -> {
            if (!given.getOrDefault(name, port).equals(port)) {
                throw new BadCapture("--%s can only be %s".formatted(name, port));
            }
        });
    }

    private CaptureSettings settings(Map<String, String> environment) {
        String users = text("proxy-uid", Integer.toString(CaptureSettings.PROXY_ID));
        return new CaptureSettings(
                new Inbound(
                        mode(text("istio-inbound-interception-mode", "REDIRECT")),
                        ports("istio-inbound-ports", ""),
                        ports("istio-local-exclude-ports", "")),
                new Outbound(
                        networks("istio-service-cidr"),
                        networks("istio-service-exclude-cidr"),
                        ports("istio-outbound-ports", ""),
                        ports("istio-local-outbound-ports-exclude", "")),
                new Owners(
                        ids("proxy-uid", users),
                        ids("proxy-gid", text("proxy-gid", users)),
                        Owners.parseGroups(
                                environment.getOrDefault("ISTIO_OUTBOUND_OWNER_GROUPS", "*")),
                        Owners.parseGroups(
                                environment.getOrDefault(
                                        "ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE", ""))),
                new Interfaces(
                        Interfaces.parseNames(text("istio-exclude-interfaces", "")),
                        Interfaces.parseNames(text("kube-virt-interfaces", ""))),
                is("redirect-dns", "false"),
                is("dual-stack", environment.getOrDefault("ISTIO_DUAL_STACK", "false")),
                is("drop-invalid", environment.getOrDefault("INVALID_DROP", "false")));
    }

    private int probePort() {
        String text = text(PROBE_PORT, "15002");
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException _) {
            // It is said below.
        }
        throw new BadCapture("--%s is no port: %s".formatted(PROBE_PORT, text));
    }

    private Duration probeMax() {
        String text = text(PROBE_TIMEOUT, "5s");
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new BadCapture("--%s is no time like 5s: %s".formatted(PROBE_TIMEOUT, text));
        }
        long amount = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    private boolean is(String name, String otherwise) {
        return switch (text(name, otherwise)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new BadCapture(
                            "--%s is neither true nor false: %s"
                                    .formatted(name, text(name, otherwise)));
        };
    }

    private static Mode mode(String word) {
        return switch (word) {
            case "REDIRECT" -> Mode.REDIRECT;
            case "TPROXY" -> Mode.TPROXY;
            default -> throw new BadCapture("-m is neither REDIRECT nor TPROXY: " + word);
        };
    }

    private PortSet ports(String name, String otherwise) {
        try {
            return PortSet.parse(text(name, otherwise));
        } catch (BadCapture e) {
            throw new BadCapture("--" + name + ": " + e.getMessage());
        }
    }

    private NetworkSet networks(String name) {
        try {
            return NetworkSet.parse(text(name, ""));
        } catch (BadCapture e) {
            throw new BadCapture("--" + name + ": " + e.getMessage());
        }
    }

    private static List<Integer> ids(String name, String value) {
        try {
            return Words.of(value).stream().map(Integer::parseUnsignedInt).toList();
        } catch (NumberFormatException _) {
            throw new BadCapture("--%s: \"%s\" is not numbers".formatted(name, value));
        }
    }
}
