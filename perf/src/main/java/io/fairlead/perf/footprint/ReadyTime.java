package io.fairlead.perf.footprint;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long a sidecar takes from the start of its process until it says that it is ready. It is asked by the API
/// server's way to a pod, as `kubectl port-forward` does it; what that takes is in the time.
record ReadyTime(KubernetesClient client) {

    private static final int READY_PORT = 15_021;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// Deletes a pod, and looks at the one that comes in its place.
    Duration ofNext(Pod pod) throws IOException, InterruptedException {
        Set<String> before = Set.copyOf(Sidecars.agents().keySet());
        client.resource(pod).delete();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            for (Map.Entry<String, ProcessHandle> agent : Sidecars.agents().entrySet()) {
                if (!before.contains(agent.getKey())) {
                    String namespace = pod.getMetadata().getNamespace();
                    return of(namespace, agent.getKey(), agent.getValue(), end);
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new IOException("no new sidecar in place of " + pod.getMetadata().getName());
    }

    private Duration of(String namespace, String pod, ProcessHandle agent, long end)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient();
                LocalPortForward way =
                        client.pods()
                                .inNamespace(namespace)
                                .withName(pod)
                                .portForward(READY_PORT)) {
            URI uri = URI.create("http://127.0.0.1:%d/healthz/ready".formatted(way.getLocalPort()));
            while (System.nanoTime() < end) {
                if (says(http, uri)) {
                    return Sidecars.age(agent);
                }
                LockSupport.parkNanos(ASK_NANOS);
            }
        }
        throw new IOException("the sidecar of %s isn't ready after %s".formatted(pod, LIMIT));
    }

    private static boolean says(HttpClient http, URI uri) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(1)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
