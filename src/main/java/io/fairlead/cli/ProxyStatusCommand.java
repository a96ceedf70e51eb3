package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead proxy-status`: which proxy has acknowledged what it was sent.
@Command(
        name = "proxy-status",
        aliases = "ps",
        mixinStandardHelpOptions = true,
        description =
                "Shows which proxies are connected, and whether they took what they were sent.",
        footer = {
            "",
            "SYNCED: acknowledged. STALE: sent, not yet acknowledged. REJECTED: refused; why stands below",
            "the table. NOT SENT: nothing to send, or never asked for.",
            "The daemon tells it only to callers on its own machine. From a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/syncz | fairlead proxy-status -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer or no such proxy is connected to it,",
            "2 wrong use."
        })
public final class ProxyStatusCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final String PAGE = "/debug/syncz";
    private static final List<String> HEADERS =
            List.of("NAME", "CLUSTER", "CDS", "LDS", "EDS", "RDS", "VERSION");

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Mixin private OutputFlag output;

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "default",
            description = "Of a name without one. Default: ${DEFAULT-VALUE}")
    private String namespace;

    @Parameters(
            arity = "0..1",
            paramLabel = "PROXY",
            description = "POD, POD.NAMESPACE or deployment/NAME.NAMESPACE; all when left out.")
    private @Nullable String proxy;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ProxyStatusCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        @Nullable ProxyName wanted = wanted();
        try {
            List<JsonNode> shown = proxies(wanted);
            if (wanted != null && shown.isEmpty()) {
                return fail("no proxy %s is connected to this daemon".formatted(wanted));
            }
            output.print(
                    new JsonMapper().valueToTree(shown),
                    () -> table(shown),
                    spec.commandLine().getOut());
            return 0;
        } catch (IOException e) {
            return fail(daemon.reason(PAGE, e));
        }
    }

    private @Nullable ProxyName wanted() {
        try {
            return proxy == null ? null : ProxyName.of(proxy, namespace);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<JsonNode> proxies(@Nullable ProxyName wanted)
            throws IOException, InterruptedException {
        JsonNode answer = new JsonMapper().readTree(daemon.text(PAGE));
        if (!answer.isArray()) {
            throw new IOException("is no list of proxies");
        }
        return StreamSupport.stream(answer.spliterator(), false)
                .filter(one -> wanted == null || wanted.covers(name(one)))
                .sorted(Comparator.comparing(ProxyStatusCommand::name))
                .toList();
    }

    private int fail(String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("fairlead proxy-status: " + reason);
        err.flush();
        return FAILED;
    }

    /// The lines of a table, and below it what was refused.
    private static List<String> table(List<JsonNode> proxies) {
        List<List<String>> rows = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        rows.add(HEADERS);
        for (JsonNode one : proxies) {
            rows.add(
                    List.of(
                            name(one),
                            TextTable.cell(one.path("cluster_id").asText()),
                            state(one, "cluster", "Cluster"),
                            state(one, "listener", "Listener"),
                            state(one, "endpoint", "ClusterLoadAssignment"),
                            state(one, "route", "RouteConfiguration"),
                            TextTable.cell(one.path("istio_version").asText())));
            for (JsonNode refusal : one.path("rejected")) {
                refusals.add(
                        "%s refused %s: %s"
                                .formatted(
                                        name(one),
                                        kind(refusal),
                                        refusal.path("message").asText()));
            }
        }
        List<String> lines = TextTable.lines(rows);
        if (!refusals.isEmpty()) {
            lines.add("");
            lines.addAll(refusals);
        }
        return lines;
    }

    private static String name(JsonNode proxy) {
        return proxy.path("proxy").asText();
    }

    /// @param field how the answer's fields of this type begin
    /// @param kind the type's short name
    private static String state(JsonNode proxy, String field, String kind) {
        String sent = proxy.path(field + "_sent").asText();
        String acked = proxy.path(field + "_acked").asText();
        for (JsonNode refusal : proxy.path("rejected")) {
            if (kind(refusal).equals(kind)) {
                return "REJECTED";
            }
        }
        if (sent.isEmpty()) {
            return "NOT SENT";
        }
        if (sent.equals(acked)) {
            return "SYNCED";
        }
        return acked.isEmpty() ? "STALE (Never Acknowledged)" : "STALE";
    }

    private static String kind(JsonNode refusal) {
        String url = refusal.path("type").asText();
        return url.substring(url.lastIndexOf('.') + 1);
    }
}
