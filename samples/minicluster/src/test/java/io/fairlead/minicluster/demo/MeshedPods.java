package io.fairlead.minicluster.demo;

import io.fairlead.minicluster.Until;
import io.fairlead.minicluster.api.KubectlTable;
import io.fairlead.minicluster.api.RealProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Pods of a mesh in namespace default, asked with the real kubectl, as a person does it who knows Istio.
record MeshedPods(RealProgram kubectl) {
    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    /// Before there is a cluster.
    static final MeshedPods NONE = of(Path.of("kubectl"), Path.of(""));

    /// @param dir where the file `kubeconfig` is, and what kubectl says is kept
    static MeshedPods of(Path dir) {
        return of(KubectlTable.program(), dir);
    }

    private static MeshedPods of(Path program, Path dir) {
        return new MeshedPods(new RealProgram(program, dir, dir.resolve("kubeconfig")));
    }

    /// What kubectl says, whether it goes well or not.
    String kubectl(String... words) throws IOException, InterruptedException {
        return kubectl.output(words);
    }

    /// What the application of a workload gets of `web`.
    String ask(String workload) throws Exception {
        return kubectl(
                "exec",
                "deploy/" + workload,
                "-c",
                "app",
                "--",
                "curl",
                "-s",
                "--max-time",
                "5",
                "http://web/");
    }

    /// A page of a sidecar's admin port.
    String proxy(String workload, String path) throws Exception {
        return kubectl(
                "exec",
                "deploy/" + workload,
                "-c",
                "istio-proxy",
                "--",
                "pilot-agent",
                "request",
                "GET",
                path);
    }

    /// A field of a workload's pod, by its JSONPath below the pod.
    String field(String workload, String path) throws Exception {
        return kubectl(
                "get", "po", "-l", "app=" + workload, "-o", "jsonpath={.items[0]" + path + "}");
    }

    /// Looks until it is so.
    void eventually(String what, Callable<Boolean> holds) throws Exception {
        if (!Until.held(READY_MAX, LOOK, holds)) {
            throw new AssertionError("not in time: " + what + "\n" + kubectl("get", "po", "-A"));
        }
    }
}
