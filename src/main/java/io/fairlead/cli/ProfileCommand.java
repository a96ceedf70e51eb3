package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.ingest.decode.YamlWriter;
import io.fairlead.install.profile.Differences;
import io.fairlead.install.profile.Installation.Outcome;
import io.fairlead.install.profile.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `fairlead profile`: what can be installed under one name.
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Named installations.",
        footer = {
            "",
            "Exit status: 0 well (diff: the same), 1 something asked for is wrong (diff: different), 2 wrong use.",
            "Example: fairlead profile dump demo > settings.yaml && fairlead install -f settings.yaml"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class ProfileCommand implements Runnable {
    private static final int REFUSED = 1;

    @CommandLine.Spec private CommandSpec spec;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public ProfileCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Names the profiles.")
    int list(@Mixin InstallFlags flags) {
        return answer(() -> {
            PrintWriter out = spec.commandLine().getOut();
            out.println("Istio configuration profiles:");
            flags.installation().profiles().names().forEach(name -> out.println("    " + name));
            out.flush();
            return 0;
        });
    }

    @Command(
            name = "dump",
            mixinStandardHelpOptions = true,
            description = "Prints a profile, with what else is asked, as a file for -f.")
    int dump(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PROFILE",
                            defaultValue = "",
                            description = "Its name. Default: what files say, else default")
                    String profile,
            @Mixin InstallFlags flags) {
        return answer(() -> {
            Request request = profile.isEmpty() ? flags.request() : flags.request(profile);
            return switch (flags.installation().describe(request)) {
                case Outcome.Planned planned -> {
                    PrintWriter out = spec.commandLine().getOut();
                    out.print(YamlWriter.write(planned.spec()));
                    out.flush();
                    yield 0;
                }
                case Outcome.Refused(List<String> problems) -> refused(problems);
            };
        });
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Says what two profiles do otherwise.")
    int diff(
            @Parameters(index = "0", paramLabel = "A", description = "A profile.") String before,
            @Parameters(index = "1", paramLabel = "B", description = "Another one.") String after,
            @Mixin InstallFlags flags) {
        return answer(() -> {
            Outcome one = flags.installation().describe(flags.request(before));
            Outcome other = flags.installation().describe(flags.request(after));
            if (!(one instanceof Outcome.Planned first)) {
                return refused(((Outcome.Refused) one).problems());
            }
            if (!(other instanceof Outcome.Planned second)) {
                return refused(((Outcome.Refused) other).problems());
            }
            List<String> lines = Differences.of(spec(first), spec(second));
            PrintWriter out = spec.commandLine().getOut();
            lines.forEach(out::println);
            out.flush();
            return lines.isEmpty() ? 0 : 1;
        });
    }

    private static JsonNode spec(Outcome.Planned planned) {
        return ((ObjectNode) planned.spec().path("spec")).without(List.of("profile"));
    }

    private int refused(List<String> problems) {
        InstallFlags.print(problems, spec.commandLine().getErr());
        return REFUSED;
    }

    /// What a command does with files.
    @FunctionalInterface
    private interface Work {
        int run() throws IOException;
    }

    private int answer(Work work) {
        try {
            return work.run();
        } catch (IOException e) {
            return refused(List.of("can't be read: " + e.getMessage()));
        }
    }
}
