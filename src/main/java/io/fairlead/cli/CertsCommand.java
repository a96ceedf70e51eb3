package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `fairlead certs`: who has which certificate.
@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        description = "Shows who has which certificate, until when, and who issued it.",
        footer = {
            "",
            "The daemon tells it only to callers on its own machine. From a pod of the demo:",
            "  fairlead exec istiod -- curl -s http://127.0.0.1:15014/debug/certs | fairlead certs -f -",
            "",
            "Exit status: 0 shown, 1 the daemon doesn't answer, 2 wrong use."
        })
public final class CertsCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final String PAGE = "/debug/certs";
    private static final List<String> HEADERS =
            List.of("IDENTITY", "SERIAL", "NOT AFTER", "ISSUER", "CALLER", "POD", "PROOF");
    private static final List<String> FIELDS =
            List.of("identity", "serial", "notAfter", "issuer", "caller", "pod", "proof");

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Mixin private OutputFlag output;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public CertsCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode answer = new JsonMapper().readTree(daemon.text(PAGE));
            output.print(answer, () -> table(answer), out);
            return 0;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead certs: " + daemon.reason(PAGE, e));
            err.flush();
            return FAILED;
        }
    }

    /// The lines of a table, and below it who signs.
    static List<String> table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADERS);
        for (JsonNode one : answer.path("certificates")) {
            rows.add(
                    FIELDS.stream()
                            .map(field -> TextTable.cell(one.path(field).asText()))
                            .toList());
        }
        List<String> lines = TextTable.lines(rows);
        JsonNode authority = answer.path("authority");
        lines.add("");
        lines.add(
                "%d certificates; issuer %s, %s, until %s"
                        .formatted(
                                rows.size() - 1,
                                authority.path("name").asText(),
                                authority.path("origin").asText(),
                                authority.path("notAfter").asText()));
        return lines;
    }
}
