package io.fairlead.cli;

import io.fairlead.install.apply.Cluster;
import io.fairlead.install.apply.ClusterException;
import io.fairlead.install.apply.PodTunnel;
import io.fairlead.install.apply.Pods;
import java.io.IOException;

/// A port of a pod, reached through the API server.
final class PodDoor implements AutoCloseable {
    private final Pods.Pod pod;
    private final PodTunnel tunnel;

    private PodDoor(Pods.Pod pod, PodTunnel tunnel) {
        this.pod = pod;
        this.tunnel = tunnel;
    }

    static PodDoor open(Cluster cluster, Pods.Pod pod, int port) throws ClusterException {
        return new PodDoor(pod, PodTunnel.open(cluster, pod, port));
    }

    /// What is asked there.
    @FunctionalInterface
    interface Question {
        String ask(HttpDoor door) throws IOException, InterruptedException;
    }

    /// What is answered there.
    ///
    /// @throws IOException with a sentence
    String ask(String page, Question question) throws IOException, InterruptedException {
        try {
            return question.ask(new HttpDoor(tunnel.address()));
        } catch (IOException e) {
            String fault = tunnel.fault();
            throw new IOException(
                    "pod %s.%s, %s: %s"
                            .formatted(
                                    pod.name(),
                                    pod.namespace(),
                                    page,
                                    fault.isEmpty() ? HttpDoor.text(e) : fault),
                    e);
        }
    }

    @Override
    public void close() {
        tunnel.close();
    }
}
