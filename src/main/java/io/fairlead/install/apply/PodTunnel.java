package io.fairlead.install.apply;

import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.PortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.stream.Stream;

/// A way through the API server to a port of a pod, which sees a caller on its own machine. It begins at a port of this
/// machine.
public final class PodTunnel implements AutoCloseable {
    private final LocalPortForward forward;

    private PodTunnel(LocalPortForward forward) {
        this.forward = forward;
    }

    /// Nothing is asked yet: what is wrong shows with the first use.
    public static PodTunnel open(Cluster cluster, Pods.Pod pod, int port) throws ClusterException {
        return new PodTunnel(
                cluster.asked(
                        "port %d of pod %s".formatted(port, pod.name()),
                        () ->
                                cluster.client()
                                        .pods()
                                        .inNamespace(pod.namespace())
                                        .withName(pod.name())
                                        .portForward(port, InetAddress.getLoopbackAddress(), 0)));
    }

    /// Where it begins, `HOST:PORT`.
    public String address() {
        return "%s:%d"
                .formatted(
                        InetAddress.getLoopbackAddress().getHostAddress(), forward.getLocalPort());
    }

    /// Why something didn't come through; empty when nothing is known of that.
    public String fault() {
        return Stream.concat(
                        forward.getServerThrowables().stream(),
                        forward.getClientThrowables().stream())
                .map(fault -> String.valueOf(fault.getMessage()))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        try (PortForward _ = forward) {
            // What is open is closed with it.
        } catch (IOException e) {
            throw new UncheckedIOException("a socket of this machine can't be closed", e);
        }
    }
}
