package io.fairlead.minicluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A command of a [KubectlTable] with what it should answer.
///
/// @param time which time that the table has this command, in a list of differences
/// @param soon is it asked again until it answers so?
/// @param expected lines, in this order, with others between
record TableStep(Of of, int time, boolean soon, String command, int exit, List<String> expected) {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"(?=\\s|$)|(\\S+)");
    private static final Pattern COMMAND =
            Pattern.compile("\\$(new|old|soon|\\d)? (.*?)(?: ! (\\d+))?");

    /// By which kubectl it is run.
    enum Of {
        EACH,
        NEW,
        OLD
    }

    static Stream<TableStep> of(String table, boolean old) {
        List<TableStep> steps = new ArrayList<>();
        for (String line : table.lines().toList()) {
            Matcher command = COMMAND.matcher(line);
            if (command.matches()) {
                steps.add(begun(command));
            } else if (line.startsWith("|") && !old) {
                steps.getLast().expected().add(line.substring(1));
            } else if (!line.isBlank() && !line.matches("[#|].*")) {
                steps.getLast().expected().add(line);
            }
        }
        return steps.stream();
    }

    private static TableStep begun(Matcher command) {
        String mark = command.group(1) == null ? "" : command.group(1);
        Of of =
                switch (mark) {
                    case "new" -> Of.NEW;
                    case "old" -> Of.OLD;
                    default -> Of.EACH;
                };
        int time = mark.matches("\\d") ? Integer.parseInt(mark) : 1;
        int exit = command.group(3) == null ? 0 : Integer.parseInt(command.group(3));
        return new TableStep(
                of, time, mark.matches("soon|old"), command.group(2), exit, new ArrayList<>());
    }

    /// Of a list of differences, in which a comment says why.
    static List<TableStep> explained(String table) {
        boolean reason = false;
        for (String line : table.lines().toList()) {
            reason = line.startsWith("#") || (reason && !line.isBlank());
            assertThat(reason || line.isBlank()).as("'%s' has a reason", line).isTrue();
        }
        return of(table, false).toList();
    }

    String key() {
        return key(time, command);
    }

    static String key(int time, String command) {
        return time + " " + command;
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }

    void assertAnswered(RealProgram.Ran ran) {
        assertThat(problem(ran)).as("%s, which said%n%s", command, ran.output()).isEmpty();
    }

    /// What is wrong with an answer.
    Optional<String> problem(RealProgram.Ran ran) {
        if (ran.status() != exit) {
            return Optional.of("exit status " + ran.status() + " instead of " + exit);
        }
        List<String> lines = ran.output().lines().map(String::strip).toList();
        int from = 0;
        for (String line : expected) {
            Pattern pattern =
                    Pattern.compile(
                            Arrays.stream(line.strip().split("…", -1))
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*")));
            int at = from;
            while (at < lines.size() && !pattern.matcher(lines.get(at)).matches()) {
                at++;
            }
            if (at == lines.size()) {
                return Optional.of("it should print '" + line + "'");
            }
            from = at + 1;
        }
        return Optional.empty();
    }
}
