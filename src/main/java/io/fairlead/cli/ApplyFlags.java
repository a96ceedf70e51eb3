package io.fairlead.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How something is applied.
final class ApplyFlags {
    @Option(
            names = {"-y", "--skip-confirmation"},
            description = "Doesn't ask. Where there is no terminal, nobody is asked either.")
    private boolean yes;

    @Option(
            names = "--dry-run",
            description =
                    "Asks the cluster all that is asked before, prints the objects, changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--readiness-timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = Time.class,
            description =
                    "How long to wait for each Deployment; 0s: not at all. Default: ${DEFAULT-VALUE}")
    private Duration patience;

    private final Terminal terminal = Terminal.OWN;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    ApplyFlags() {}

    boolean dryRun() {
        return dryRun;
    }

    Duration patience() {
        return patience;
    }

    boolean agrees(String what) {
        return yes || !terminal.isThere() || terminal.agrees(what + ". Go on?");
    }

    /// `90s`, `5m`.
    static final class Time implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(s|m)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = TIME.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is no time; fix: for example 90s or 5m");
            }
            long count = Long.parseLong(matcher.group(1));
            return matcher.group(2).equals("m")
                    ? Duration.ofMinutes(count)
                    : Duration.ofSeconds(count);
        }
    }
}
