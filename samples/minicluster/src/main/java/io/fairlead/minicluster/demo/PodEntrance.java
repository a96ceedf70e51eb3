package io.fairlead.minicluster.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The way from the host into a pod: through the cluster's namespaces into the pod's, then down to a plain user.
///
/// @param init pid on the host of the cluster's first process
/// @param root false where the cluster has a user namespace of its own
/// @param scratch where pods have their files, inside the cluster
public record PodEntrance(long init, boolean root, String scratch) {

    private static final int ROOT = 0;
    private static final int APP = 1_000;
    private static final int PROXY = 1_337;

    /// The command line that runs a command in a pod as the user of this container.
    public List<String> command(
            ClusterView.Pod pod, ClusterView.Container container, List<String> command) {
        int uid = container.name().equals("istio-proxy") ? PROXY : APP;
        return command(pod, folder(pod, container) + "/work", uid, command);
    }

    /// The command line that runs a command in a pod's network as root.
    public List<String> commandAsRoot(ClusterView.Pod pod, List<String> command) {
        return command(pod, "/", ROOT, command);
    }

    /// The command line that runs a command in the cluster, on its node.
    public List<String> commandOnNode(List<String> command) {
        List<String> words = cluster();
        words.add("-n");
        words.add("--");
        words.addAll(command);
        return words;
    }

    /// Environment variables of the container, as it was started with them.
    public Map<String, String> environment(ClusterView.Pod pod, ClusterView.Container container) {
        Path file = Path.of("/proc/" + init + "/root" + folder(pod, container) + "/env");
        Map<String, String> env = new LinkedHashMap<>();
        try {
            for (String pair : Files.readString(file, StandardCharsets.UTF_8).split("\0")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    env.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        } catch (IOException notStarted) {
            // A container that never started has no environment; the command runs all the same.
            env.put("PATH", Sandboxing.searchPath());
        }
        return env;
    }

    private List<String> command(ClusterView.Pod pod, String dir, int uid, List<String> command) {
        List<String> words = cluster();
        words.addAll(List.of("--", "nsenter", "-t", Long.toString(pod.holder()), "-m", "-n", "--"));
        if (uid != ROOT) {
            String id = Integer.toString(uid);
            words.addAll(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups"));
            words.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"));
        }
        words.addAll(List.of("env", "-C", dir));
        words.addAll(command);
        return words;
    }

    private List<String> cluster() {
        List<String> words =
                new ArrayList<>(List.of("nsenter", "-t", Long.toString(init), "-m", "-p"));
        if (!root) {
            words.addAll(List.of("-U", "--preserve-credentials"));
        }
        return words;
    }

    private String folder(ClusterView.Pod pod, ClusterView.Container container) {
        return "%s/pods/%s_%s/%s".formatted(scratch, pod.namespace(), pod.name(), container.name());
    }
}
