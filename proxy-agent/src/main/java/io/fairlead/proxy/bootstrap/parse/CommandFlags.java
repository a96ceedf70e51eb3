package io.fairlead.proxy.bootstrap.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The words behind a command: flags as `--name value` or `--name=value`, and what is no flag.
///
/// @param values by flag
/// @param words the others, in order
public record CommandFlags(Map<String, String> values, List<String> words) {

    /// Every command of pods made for Istio may have them; what isn't the level says how a log looks that is not ours.
    private static final Set<String> LOG =
            Set.of(
                    "--log_output_level",
                    "--log_caller",
                    "--log_stacktrace_level",
                    "--log_target",
                    "--log_rotate",
                    "--log_rotate_max_age",
                    "--log_rotate_max_backups",
                    "--log_rotate_max_size");

    private static final Set<String> LOG_SWITCHES = Set.of("--log_as_json");

    /// Copies.
    public CommandFlags {
        values = Map.copyOf(values);
        words = List.copyOf(words);
    }

    /// @param known the flags that the command has, each with a value
    /// @throws BadConfig naming the flag that can't be understood
    public static CommandFlags parse(List<String> arguments, Set<String> known) {
        Map<String, String> values = new TreeMap<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            if (!flag.startsWith("-") || flag.equals("-")) {
                words.add(argument);
            } else if (known.contains(flag) || LOG.contains(flag)) {
                if (equals < 0 && i + 1 == arguments.size()) {
                    throw new BadConfig(flag + " needs a value");
                }
                values.put(flag, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
            } else if (!LOG_SWITCHES.contains(flag)) {
                throw new BadConfig("\"%s\" is no flag of this proxy".formatted(flag));
            }
        }
        return new CommandFlags(values, words);
    }

    /// What was said of a flag.
    public String value(String flag, String otherwise) {
        return values.getOrDefault(flag, otherwise);
    }

    /// A flag that counts something.
    ///
    /// @throws BadConfig when it is no number between 1 and `most`
    public int number(String flag, int otherwise, int most) {
        String text = value(flag, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new BadConfig("%s is no number between 1 and %d: \"%s\"".formatted(flag, most, text));
    }
}
