package io.fairlead.minicluster.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The words that put a program into a cluster's namespaces, and where its memory file system goes.
final class Sandboxing {

    // Reaps what its children leave behind, and with its end everything in the namespaces ends.
    private static final String INIT =
            """
            set -e
            scratch=$1
            shift
            mount -t tmpfs -o mode=0755,size=1g tmpfs "$scratch"
            while [ "$1" = --mount ]; do
              mkdir -p "$3"
              mount --bind "$2" "$3"
              shift 3
            done
            shift
            set +e
            "$@"
            exit $?
            """;

    private Sandboxing() {}

    /// `unshare` with the namespaces of a cluster: processes, mounts, network, names, and users where we aren't root.
    static List<String> unshare(boolean root) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "setsid",
                                "unshare",
                                "--fork",
                                "--kill-child",
                                "--pid",
                                "--mount-proc",
                                "--mount",
                                "--net",
                                // An ordinary user's containers may enter no namespace that isn't
                                // the user's.
                                "--uts"));
        if (!root) {
            words.addAll(List.of("--user", "--map-root-user", "--map-auto"));
        }
        return words;
    }

    /// The whole command line of a cluster.
    static List<String> command(
            boolean root, Path scratch, Map<Path, Path> mounts, List<String> program) {
        List<String> words = unshare(root);
        words.addAll(List.of("--", "sh", "-c", INIT, "fairlead-init", scratch.toString()));
        mounts.forEach(
                (from, to) -> words.addAll(List.of("--mount", from.toString(), to.toString())));
        words.add("--");
        words.addAll(program);
        return words;
    }

    /// `PATH` with the places where system tools are, which ordinary users often lack.
    static String searchPath() {
        String path = System.getenv("PATH");
        return (path == null ? "/usr/bin:/bin" : path) + ":/usr/local/sbin:/usr/sbin:/sbin";
    }

    /// An empty standard directory, over which the cluster lays its memory file system, in its own view only.
    static Path scratch() throws IOException {
        for (String name : List.of("/mnt", "/srv", "/media", "/opt")) {
            Path dir = Path.of(name);
            if (Files.isDirectory(dir) && Files.isReadable(dir) && empty(dir)) {
                return dir;
            }
        }
        return Path.of("/mnt");
    }

    private static boolean empty(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.findAny().isEmpty();
        }
    }
}
