package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.Pods;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
            "Each Ready pod of istiod is asked, through the API server (port-forward).",
            "",
            "Exit status: 0 shown, 1 a daemon doesn't answer or no such proxy is connected,",
            "2 wrong use.",
            "Example: fairlead proxy-status deployment/web.shop"
        })
public final class ProxyStatusCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MONITORING = 15_014;
    private static final String PAGE = "/debug/syncz";
    private static final List<String> HEADERS =
            List.of("NAME", "CLUSTER", "CDS", "LDS", "EDS", "RDS", "ISTIOD", "VERSION");

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private MeshFlags mesh;

    @Mixin private OutputFlag output;

    @Option(
            names = {"-n", "--namespace"},
            description = "Of a name without one. Default: that of the context, or default")
    private @Nullable String namespace;

    @Option(
            names = {"-i", "--istioNamespace"},
            defaultValue = "istio-system",
            description = "Where the daemons are. Default: ${DEFAULT-VALUE}")
    private String istioNamespace;

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
        try {
            return shown();
        } catch (IOException e) {
            return fail(HttpDoor.text(e));
        } catch (ClusterException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int shown() throws IOException, InterruptedException, ClusterException {
        @Nullable HttpDoor daemon = mesh.daemon();
        if (mesh.isKept() && daemon != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "either --daemon or -f");
        }
        if (mesh.isKept()) {
            return show(
                    read(mesh.kept(), String.valueOf(mesh.file())),
                    wanted("default"),
                    "this daemon");
        }
        if (daemon != null) {
            String answer;
            try {
                answer = daemon.get(PAGE);
            } catch (IOException e) {
                throw new IOException(daemon.reason(PAGE, e), e);
            }
            return show(read(answer, daemon.address() + PAGE), wanted("default"), "this daemon");
        }
        try (Cluster cluster = mesh.open()) {
            @Nullable ProxyName name = wanted(cluster.namespace());
            List<JsonNode> all = new ArrayList<>();
            boolean isWhole = collect(cluster, all);
            int status = show(all, name, "the daemons of " + istioNamespace);
            return isWhole ? status : FAILED;
        }
    }

    /// Asks each daemon of a cluster.
    ///
    /// @return false when one didn't answer; that has been told
    private boolean collect(Cluster cluster, List<JsonNode> all)
            throws IOException, InterruptedException, ClusterException {
        List<Pods.Pod> daemons =
                Pods.of(cluster, istioNamespace, Map.of("app", "istiod")).stream()
                        .filter(Pods.Pod::isReady)
                        .toList();
        if (daemons.isEmpty()) {
            throw new IOException(
                    "no pod of istiod is Ready in namespace %s; fix: -i".formatted(istioNamespace));
        }
        boolean isWhole = true;
        for (Pods.Pod one : daemons) {
            try (PodDoor door = PodDoor.open(cluster, one, MONITORING)) {
                String answer = door.ask(PAGE, daemon -> daemon.get(PAGE));
                for (JsonNode proxy : read(answer, one.name())) {
                    all.add(((ObjectNode) proxy).put("istiod", one.name()));
                }
            } catch (IOException e) {
                isWhole = fail(HttpDoor.text(e)) == 0;
            }
        }
        return isWhole;
    }

    private @Nullable ProxyName wanted(String usual) {
        try {
            return proxy == null
                    ? null
                    : ProxyName.of(proxy, namespace == null ? usual : namespace);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// @param from whom, for what is said of an answer that is none
    private static List<JsonNode> read(String answer, String from) throws IOException {
        JsonNode all = new JsonMapper().readTree(answer);
        if (!all.isArray()) {
            throw new IOException(from + ": is no list of proxies");
        }
        return StreamSupport.stream(all.spliterator(), false).toList();
    }

    private int show(List<JsonNode> all, @Nullable ProxyName wanted, String whom) {
        List<JsonNode> shown =
                all.stream()
                        .filter(one -> wanted == null || wanted.covers(name(one)))
                        .sorted(Comparator.comparing(ProxyStatusCommand::name))
                        .toList();
        if (wanted != null && shown.isEmpty()) {
            return fail("no proxy %s is connected to %s".formatted(wanted, whom));
        }
        output.print(
                new JsonMapper().valueToTree(shown),
                () -> table(shown),
                spec.commandLine().getOut());
        return 0;
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
                            TextTable.cell(one.path("istiod").asText()),
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
