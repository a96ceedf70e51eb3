package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.view.OrderDoor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairlead mtls exempt UNIT --from CALLER …`: somebody answers for clear text on a port, for a time.
@Command(
        name = "exempt",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Lets a caller go on in clear text for a time: while it comes, the port is EXEMPT and never STRICT.",
            "When the time is over the caller blocks again; nothing is cut. Without UNIT it lists exemptions."
        },
        footer = {
            "",
            "Those that the MtlsMigration names in spec.exemptions are listed as well, and removed there.",
            "",
            "Exit status: 0 taken, or listed; 1 the daemon doesn't answer or refuses; 64 wrong use.",
            "Example: fairlead mtls exempt shop/cart:9090 --from monitoring/prometheus \\",
            "           --owner sre --reason 'direct scrape' --until 2027-03-31"
        })
public final class MtlsExemptCommand implements Callable<Integer> {
    @CommandLine.Spec private CommandSpec spec;

    @Mixin private DaemonDoor daemon;

    @Parameters(
            arity = "0..1",
            paramLabel = "UNIT",
            description = "NAMESPACE/WORKLOAD:PORT. Without it exemptions are listed.")
    private @Nullable String unit;

    @Option(
            names = "--from",
            paramLabel = "CALLER",
            description = "NAMESPACE/WORKLOAD, an address, or '*' for the whole port.")
    private @Nullable String from;

    @Option(names = "--owner", paramLabel = "NAME", description = "Who answers for it.")
    private @Nullable String owner;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private @Nullable String reason;

    @Option(
            names = "--until",
            paramLabel = "DATE",
            description = "Its last day in UTC, or a moment: 2026-12-31, 2026-12-31T12:00:00Z.")
    private @Nullable String until;

    @Option(names = "--remove", description = "Ends it before its time.")
    private boolean remove;

    @Mixin private Speaker speaker;

    @Mixin private OutputFlag output;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsExemptCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        OrderCall call = new OrderCall(spec, daemon.open(), "exempt");
        if (unit == null) {
            return call.show(answer -> print(answer, ""));
        }
        String wanted = OrderCall.unit(unit);
        List<OrderCall.Word> words = words(wanted);
        return call.give(remove ? "unexempt" : "exempt", words, answer -> print(answer, wanted));
    }

    private List<OrderCall.Word> words(String wanted) {
        if (!OrderDoor.isName(speaker.name())) {
            throw wrong("--by is a name of letters, digits and ._@-");
        }
        List<OrderCall.Word> words = new ArrayList<>();
        words.add(new OrderCall.Word("by", speaker.name()));
        words.add(new OrderCall.Word("unit", wanted));
        add("from", from, words);
        if (!remove) {
            add("owner", owner, words);
            add("reason", reason, words);
            add("until", until, words);
        }
        return words;
    }

    private void add(String name, @Nullable String value, List<OrderCall.Word> words) {
        if (value == null) {
            throw wrong(
                    remove
                            ? "--remove needs --from CALLER"
                            : "an exemption needs --from, --owner, --reason and --until: somebody"
                                    + " answers for clear text, for a time, and says why; --"
                                    + name
                                    + " is missing");
        }
        words.add(new OrderCall.Word(name, value));
    }

    private CommandLine.ParameterException wrong(String says) {
        return new CommandLine.ParameterException(spec.commandLine(), says);
    }

    private int print(JsonNode answer, String of) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode one : answer.path("exemptions")) {
            if (of.isEmpty() || one.path("unit").asText().equals(of)) {
                all.add(one);
            }
        }
        JsonNode shown = new JsonMapper().valueToTree(Map.of("exemptions", all));
        output.print(shown, () -> lines(all), spec.commandLine().getOut());
        return 0;
    }

    /// The lines of a table.
    static List<String> lines(List<JsonNode> exemptions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("UNIT", "FROM", "UNTIL", "COUNTS", "OWNER", "BY", "REASON"));
        for (JsonNode one : exemptions) {
            rows.add(
                    List.of(
                            one.path("unit").asText(),
                            one.path("from").asText(),
                            one.path("expires").asText(),
                            one.path("over").asBoolean() ? "no: over" : "yes",
                            one.path("owner").asText(),
                            one.path("byOrder").asBoolean() ? "order" : "object",
                            one.path("reason").asText()));
        }
        return TextTable.lines(rows);
    }
}
