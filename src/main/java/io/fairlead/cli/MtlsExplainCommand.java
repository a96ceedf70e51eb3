package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `fairlead mtls explain CALLER TARGET`: how one calls the other, and what STRICT would do to it.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = "Tells how a caller comes to a workload, and what STRICT would do to it.",
        footer = {
            "",
            "Exit status: 0 it comes by mutual TLS only, 1 the daemon doesn't answer, 2 STRICT would cut it,",
            "3 it was not seen, 64 wrong use.",
            "Example: fairlead mtls explain batch/report-cron shop/cart"
        })
public final class MtlsExplainCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @Parameters(
            index = "0",
            paramLabel = "CALLER",
            description =
                    "NAMESPACE/WORKLOAD or an address; NAMESPACE/sa/ACCOUNT for who proved it.")
    private String caller;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "NAMESPACE/WORKLOAD, with :PORT for one port only.")
    private String target;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsExplainCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return MtlsAnswer.ask(spec, daemon, (answer, out) -> print(answer, out, caller, target));
    }

    static int print(JsonNode answer, PrintWriter out, String caller, String target) {
        boolean found = false;
        boolean seen = false;
        boolean cut = false;
        for (JsonNode unit : answer.path("units")) {
            String name = unit.path("unit").asText();
            if (!name.equals(target) && !name.startsWith(target + ":")) {
                continue;
            }
            found = true;
            for (JsonNode source : unit.path("sources")) {
                if (is(source, caller)) {
                    seen = true;
                    cut |= source.path("cut").asBoolean();
                    tell(name, source, out);
                }
            }
        }
        if (!seen) {
            out.println(
                    found
                            ? "%s was not seen at %s".formatted(caller, target)
                            : "%s is no port or workload of the mesh".formatted(target));
            return MtlsAnswer.IN_PROGRESS;
        }
        return cut ? MtlsAnswer.BLOCKED : 0;
    }

    private static boolean is(JsonNode source, String caller) {
        return source.path("owner").asText().equals(caller)
                || source.path("address").asText().equals(caller);
    }

    private static void tell(String unit, JsonNode source, PrintWriter out) {
        boolean cut = source.path("cut").asBoolean();
        out.println(
                "%s <- %s  %s%s  %s connections, %s requests, %s refused, last %s"
                        .formatted(
                                unit,
                                source.path("owner").asText(),
                                source.path("kind").asText(),
                                detail(source),
                                source.path("connections").asText(),
                                source.path("requests").asText(),
                                source.path("refused").asText(),
                                source.path("last").asText()));
        if (cut) {
            out.println(
                    "  STRICT would cut it: %s  fix: %s"
                            .formatted(source.path("cause").asText(), source.path("fix").asText()));
        } else {
            out.println("  STRICT changes nothing for it");
        }
    }

    private static String detail(JsonNode source) {
        String detail = source.path("detail").asText();
        return detail.isEmpty() ? "" : " (" + detail + ")";
    }
}
