package io.fairlead.app;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The name that the program was called by, shown in usage texts: `fairlead`, or `istioctl` where a link of that name
/// leads to it.
final class OwnName {
    /// The launcher's word for it.
    static final String PROPERTY = "fairlead.name";

    private static final String USUAL = "fairlead";

    private OwnName() {}

    /// As the launcher says.
    static String said() {
        return System.getProperty(PROPERTY, USUAL);
    }

    /// Names a command line, and whatever its usage texts tell people to type.
    static void give(CommandLine line, String name) {
        line.setCommandName(name);
        rename(line, name);
    }

    private static void rename(CommandLine at, String name) {
        UsageMessageSpec usage = at.getCommandSpec().usageMessage();
        usage.description(renamed(usage.description(), name));
        usage.footer(renamed(usage.footer(), name));
        at.getSubcommands().values().forEach(below -> rename(below, name));
    }

    /// A command follows its program's name; the name in a sentence stays.
    private static String[] renamed(String[] lines, String name) {
        return Arrays.stream(lines)
                .map(line -> line.replaceAll("\\b" + USUAL + "(?= [a-z])", name))
                .toArray(String[]::new);
    }
}
