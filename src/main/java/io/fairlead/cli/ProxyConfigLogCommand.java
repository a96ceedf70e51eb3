package io.fairlead.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `fairlead proxy-config log`.
@Command(
        name = "log",
        aliases = "o",
        mixinStandardHelpOptions = true,
        description = "Shows how much each logger of the proxy tells, and changes it.",
        footer = {
            "",
            "Levels: trace, debug, info, warning, error, critical, off. What is set holds until the proxy ends.",
            "Example: fairlead proxy-config log web.shop --level xds:debug,upstream:info"
        })
final class ProxyConfigLogCommand extends ProxyConfigView {
    private static final String PAGE = "/logging";
    private static final String USUAL = "warning";
    private static final List<String> LEVELS =
            List.of("trace", "debug", "info", "warning", "error", "critical", "off");
    private static final Pattern LINE = Pattern.compile("(?m)^ +(\\S+): (\\S+)$");

    @Mixin private ProxyFlags which;

    @Mixin private ClusterFlags where;

    @Option(
            names = "--level",
            paramLabel = "[LOGGER:]LEVEL",
            split = ",",
            description = "Sets the level of a logger, or of all. Repeatable, or with commas.")
    private List<String> levels = List.of();

    @Option(
            names = {"-r", "--reset"},
            description =
                    "Sets all to warning, with which Envoy begins; our sidecar begins with info.")
    private boolean reset;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProxyConfigLogCommand() {}

    @Override
    void show(CommandSpec spec, OutputFlag output)
            throws IOException, InterruptedException, ClusterException {
        List<String> questions = questions(spec);
        ObjectNode loggers = loggers(answer(questions, spec));
        output.print(loggers, () -> table(loggers), spec.commandLine().getOut());
    }

    private String answer(List<String> questions, CommandSpec spec)
            throws IOException, InterruptedException, ClusterException {
        @Nullable HttpDoor admin = which.admin();
        String answer = "";
        if (admin != null) {
            if (which.isNamed()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "either a proxy's name or --admin");
            }
            for (String question : questions) {
                answer = ask(admin, question);
            }
            return answer;
        }
        try (Cluster cluster = where.open();
                PodDoor pod = which.open(cluster, spec)) {
            for (String question : questions) {
                answer = pod.ask(question, door -> door.post(question));
            }
            return answer;
        }
    }

    private static ObjectNode loggers(String answer) throws IOException {
        ObjectNode loggers = JsonNodeFactory.instance.objectNode();
        for (MatchResult line : LINE.matcher(answer).results().toList()) {
            loggers.put(line.group(1), line.group(2));
        }
        if (loggers.isEmpty()) {
            throw new IOException(PAGE + ": is no list of loggers");
        }
        return loggers;
    }

    private static String ask(HttpDoor admin, String question)
            throws IOException, InterruptedException {
        try {
            return admin.post(question);
        } catch (IOException e) {
            throw new IOException(admin.reason(question, e), e);
        }
    }

    /// One for each change, in their order; each is answered with the levels of all.
    private List<String> questions(CommandSpec spec) {
        List<String> questions = new ArrayList<>();
        if (reset) {
            questions.add(PAGE + "?level=" + USUAL);
        }
        for (String one : levels) {
            int colon = one.lastIndexOf(':');
            String level = one.substring(colon + 1);
            if (!LEVELS.contains(level) || colon == 0) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--level %s: no [LOGGER:]LEVEL with a level of %s".formatted(one, LEVELS));
            }
            String name = colon < 0 ? "level" : one.substring(0, colon);
            questions.add(
                    "%s?%s=%s"
                            .formatted(
                                    PAGE, URLEncoder.encode(name, StandardCharsets.UTF_8), level));
        }
        return questions.isEmpty() ? List.of(PAGE) : questions;
    }

    private static List<String> table(ObjectNode loggers) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("LOGGER", "LEVEL"));
        loggers.properties()
                .forEach(one -> rows.add(List.of(one.getKey(), one.getValue().asText())));
        return TextTable.lines(rows);
    }
}
