package io.fairlead.minicluster.check;

import java.util.function.Function;

/// What passes port 8080 of a link while this is open, seen by tcpdump.
final class Capture implements AutoCloseable {

    /// The program that is needed.
    static final String PROGRAM = "tcpdump";

    /// Ends by itself, should nobody end it.
    private static final String SECONDS_MAX = "120";

    private final Function<String, Fleet.Ran> shell;
    private final String directory;

    private Capture(Function<String, Fleet.Ran> shell, String directory) {
        this.shell = shell;
        this.directory = directory;
    }

    /// On the bridge that all pods are on.
    static Capture onBridge(Fleet fleet) {
        return start(script -> fleet.execOnNode("sh", "-c", script), "pods0");
    }

    /// In a pod, between its sidecar and its application.
    static Capture inPod(Fleet fleet, String pod) {
        return start(script -> fleet.execAsRoot(pod, "sh", "-c", script), "lo");
    }

    /// Returns when tcpdump says that it listens: nothing that happens later is missed.
    private static Capture start(Function<String, Fleet.Ran> shell, String link) {
        String script =
                """
                d=$(mktemp -d) && cd $d || exit 1
                timeout %s tcpdump -i %s -n -t -x -l --immediate-mode -s 0 tcp port 8080 \
                  >packets 2>notes </dev/null &
                echo $! >process
                for i in $(seq 100); do grep -q listening notes && break; sleep 0.1; done
                grep -q listening notes && echo directory=$d || cat notes\
                """
                        .formatted(SECONDS_MAX, link);
        String said = shell.apply(script).output().strip();
        int at = said.lastIndexOf("directory=");
        if (at < 0) {
            throw new IllegalStateException("tcpdump does not listen on " + link + ": " + said);
        }
        return new Capture(shell, said.substring(at + "directory=".length()));
    }

    /// What has passed so far.
    Packets packets() {
        return Packets.parse(shell.apply("cat " + directory + "/packets").output());
    }

    @Override
    public void close() {
        var _ = shell.apply("kill $(cat %1$s/process); rm -rf %1$s".formatted(directory));
    }
}
