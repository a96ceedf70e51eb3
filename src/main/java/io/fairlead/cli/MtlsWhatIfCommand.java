package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.cli.WhatIf.Refused;
import io.fairlead.cli.WhatIf.Unknown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead mtls what-if`: who would be refused if ports were STRICT now.
@Command(
        name = "what-if",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Tells by the evidence that counts now who would be refused if ports were STRICT, and how often it",
            "would have happened since that evidence began. Nothing is changed."
        },
        footer = {
            "",
            "Who an exemption names would be refused as well, and is marked.",
            "",
            "Exit status: 0 nobody would be refused, 1 the daemon doesn't answer, 2 somebody would,",
            "3 nobody was seen, and something is not known well enough, 64 wrong use.",
            "Example: fairlead mtls what-if -n shop"
        })
public final class MtlsWhatIfCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonAnswer daemon;

    @ArgGroup private @Nullable Which which;

    @SuppressWarnings("UnusedVariable") // It says what is meant anyway.
    @Option(names = "--strict", description = "The mode to look at; there is no other.")
    private boolean strict;

    @Mixin private OutputFlag output;

    /// Of what.
    static final class Which {
        @Option(
                names = "--unit",
                paramLabel = "NAMESPACE/WORKLOAD:PORT",
                description = "A port of a workload. Repeatable.")
        private List<String> units = List.of();

        @Option(
                names = {"-n", "--namespace"},
                paramLabel = "NAMESPACE",
                description = "All ports of a namespace.")
        private String namespace = "";

        @SuppressWarnings("UnusedVariable") // So is it without any of these.
        @Option(names = "--all", description = "All ports, as without any of these.")
        private boolean all;

        /// For picocli, which sets the fields.
        Which() {}
    }

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsWhatIfCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        return MtlsAnswer.ask(spec, daemon, this::print);
    }

    private int print(JsonNode answer, PrintWriter out) {
        Which of = which;
        List<String> units =
                of == null ? List.of() : of.units.stream().map(OrderCall::unit).toList();
        String namespace = of == null ? "" : of.namespace;
        WhatIf found =
                WhatIf.of(
                        answer,
                        unit ->
                                (units.isEmpty() || units.contains(unit))
                                        && (namespace.isEmpty()
                                                || unit.startsWith(namespace + "/")));
        if (found.ports() == 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("fairlead mtls what-if: no such port; fairlead mtls status names all");
            err.flush();
            return MtlsPlanCommand.USAGE;
        }
        output.print(new JsonMapper().valueToTree(found), () -> lines(found), out);
        if (!found.refused().isEmpty()) {
            return MtlsAnswer.BLOCKED;
        }
        return found.unknown().isEmpty() ? 0 : MtlsAnswer.IN_PROGRESS;
    }

    /// The lines of a table, and below it what it comes to.
    static List<String> lines(WhatIf found) {
        List<String> lines = new ArrayList<>();
        if (!found.refused().isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("UNIT", "CALLER", "HOW", "WOULD_DENY", "LAST", "CAUSE", "FIX"));
            for (Refused one : found.refused()) {
                rows.add(
                        List.of(
                                one.unit(),
                                one.caller() + (one.exempted() ? " (exempted)" : ""),
                                one.how(),
                                String.valueOf(one.wouldDeny()),
                                one.last(),
                                one.cause(),
                                TextTable.cell(one.fix())));
            }
            lines.addAll(TextTable.lines(rows));
            lines.add("");
        }
        for (WhatIf.Against one : found.against()) {
            lines.add(
                    "%s  %s: %s  fix: %s".formatted(one.unit(), one.code(), one.what(), one.fix()));
        }
        for (Unknown one : found.unknown()) {
            lines.add("%s  is not known well enough: %s".formatted(one.unit(), one.why()));
        }
        long denied = found.refused().stream().mapToLong(Refused::wouldDeny).sum();
        lines.add(
                ("%d ports, %d STRICT already: %d callers would have been refused %d times;"
                                + " %d ports not known well enough")
                        .formatted(
                                found.ports(),
                                found.strict(),
                                found.refused().size(),
                                denied,
                                found.unknown().size()));
        return lines;
    }
}
