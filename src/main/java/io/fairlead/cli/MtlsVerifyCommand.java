package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
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

/// `fairlead mtls verify`: has the daemon knock at locked ports now, and shows what came of it.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Has the daemon look at LOCKED ports from outside, at every pod, now: clear text, TLS without a",
            "certificate and TLS of another trust domain have to be refused, mutual TLS of the mesh let in.",
            "By itself the daemon does so every ten minutes."
        },
        footer = {
            "",
            "Exit status: 0 all of them proven, 1 the daemon doesn't answer, 2 something is not as it has to be,",
            "3 not all were looked at in time, or nothing is LOCKED, 64 wrong use."
        })
public final class MtlsVerifyCommand implements Callable<Integer> {
    private static final String EVER = "1970-01-01T00:00:00Z";

    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonDoor daemon;

    @ArgGroup private MtlsOrderCommand.@Nullable Which which;

    @Mixin private Speaker speaker;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long it may take. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @Mixin private OutputFlag output;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsVerifyCommand() {}

    /// What is known of a port.
    ///
    /// @param proven when it was seen last; empty for never
    /// @param says what is wrong; empty when nothing is
    /// @param now it was looked at after the order
    record Line(String unit, String phase, String proven, String says, boolean now) {
        private boolean isWrong() {
            return now && !says.isEmpty();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        OrderCall call = new OrderCall(spec, daemon.open(), "verify");
        return call.show(before -> {
            String at = before.path("at").asText();
            return order(call, at.isEmpty() ? EVER : at);
        });
    }

    private int order(OrderCall call, String since) throws InterruptedException {
        List<OrderCall.Word> words = new ArrayList<>();
        words.add(new OrderCall.Word("by", speaker.name()));
        List<String> named = which == null ? List.of() : which.units();
        named.forEach(unit -> words.add(new OrderCall.Word("unit", unit)));
        if (named.isEmpty()) {
            words.add(new OrderCall.Word("all", "true"));
        }
        return call.give("verify", words, answer -> await(call, answer, named, since));
    }

    private int await(OrderCall call, JsonNode first, List<String> named, String since)
            throws IOException, InterruptedException {
        List<Line> lines = lines(first, named, since);
        long left = (long) waitSeconds * OrderCall.ASKS_PER_SECOND;
        while (left-- > 0 && lines.stream().anyMatch(one -> isLocked(one) && !one.now())) {
            OrderCall.pause();
            lines = lines(call.view(), named, since);
        }
        List<Line> shown = lines;
        output.print(
                new JsonMapper().valueToTree(shown),
                () -> table(shown),
                spec.commandLine().getOut());
        return status(shown);
    }

    private static boolean isLocked(Line line) {
        return line.phase().equals("LOCKED");
    }

    /// Those that are named; else those that are locked.
    static List<Line> lines(JsonNode answer, List<String> named, String since) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode unit : answer.path("units")) {
            String name = unit.path("unit").asText();
            String phase = unit.path("phase").asText();
            if (named.isEmpty() ? phase.equals("LOCKED") : named.contains(name)) {
                String proven = unit.path("proven").asText();
                boolean now =
                        !proven.isEmpty() && !Instant.parse(proven).isBefore(Instant.parse(since));
                lines.add(new Line(name, phase, proven, unit.path("disproved").asText(), now));
            }
        }
        return lines;
    }

    static int status(List<Line> lines) {
        if (lines.stream().anyMatch(Line::isWrong)) {
            return MtlsAnswer.BLOCKED;
        }
        boolean all =
                !lines.isEmpty() && lines.stream().allMatch(one -> isLocked(one) && one.now());
        return all ? 0 : MtlsAnswer.IN_PROGRESS;
    }

    static List<String> table(List<Line> lines) {
        if (lines.isEmpty()) {
            return List.of("no port is LOCKED: there is nothing to be proven");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("UNIT", "PHASE", "LAST PROVEN", "SEEN"));
        for (Line one : lines) {
            rows.add(List.of(one.unit(), one.phase(), TextTable.cell(one.proven()), seen(one)));
        }
        return TextTable.lines(rows);
    }

    private static String seen(Line line) {
        if (!isLocked(line)) {
            return "not LOCKED: there is nothing to be proven";
        }
        if (!line.now()) {
            return "not looked at in time";
        }
        return line.says().isEmpty() ? "as it has to be" : line.says();
    }
}
