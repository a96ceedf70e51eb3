package io.fairlead.minicluster.check;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Runs this program once more in a network namespace of its own, so that a check needs no free port of the host and
/// can run beside a demo.
public final class OwnNetwork {

    private static final String MARK = "FAIRLEAD_OWN_NETWORK";

    private OwnNetwork() {}

    /// Whether this process already runs in a network namespace of its own.
    public static boolean here() {
        return System.getenv(MARK) != null;
    }

    /// Runs the program again, with the same options and arguments, and waits for it.
    ///
    /// @param root false when a user namespace is needed too
    /// @return its exit status
    public static int again(boolean root, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("unshare", "--fork", "--kill-child", "--net"));
        if (!root) {
            command.addAll(List.of("--user", "--map-root-user", "--map-auto"));
        }
        command.addAll(List.of("--", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(MARK, "1");
        return builder.start().waitFor();
    }
}
