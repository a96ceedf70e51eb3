package io.fairlead.perf.istiod;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// As much of a Kubernetes API server as istiod needs to hear of a mesh: streamed lists that go on as watches. There is
/// nothing else in this cluster, and clients may write nothing.
final class WatchServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final ByteString END = ByteString.copyFromUtf8("}\n");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Map<String, Kept>> kept = new HashMap<>();
    private final Map<String, List<Watch>> watches = new HashMap<>();
    private long version;
    private long told;

    /// An object as it is sent.
    private record Kept(String namespace, String name, long version, ByteString object) {}

    /// A client that listens. Whatever is put into its queue is sent.
    private record Watch(WatchRequest request, BlockingQueue<Event> events) {
        void tell(String type, Kept object) {
            if (request.wants(object.namespace(), object.name())) {
                events.add(new Event(type, object.object()));
            }
        }
    }

    private record Event(String type, ByteString object) {}

    private record Put(WatchedType type, Kept object) {}

    private WatchServer(HttpServer server) {
        this.server = server;
    }

    static WatchServer start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        WatchServer server = new WatchServer(HttpServer.create(address, 0));
        server.server.setExecutor(server.executor);
        server.server.createContext("/", server::answer);
        server.server.start();
        return server;
    }

    /// How a client finds it, as a kubeconfig.
    String access() {
        return """
        apiVersion: v1
        kind: Config
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: here, context: {cluster: here, user: nobody}}]
        current-context: here
        users: [{name: nobody, user: {}}]
        """
                .formatted(server.getAddress().getPort());
    }

    /// Reads objects, to be put in place of those of their names: when that runs, watches hear of it. Belongs to one
    /// thread.
    Runnable prepare(String yaml) throws IOException {
        List<Put> puts = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            ObjectNode object = json.valueToTree(document);
            ObjectNode metadata = (ObjectNode) object.get("metadata");
            WatchedType type = WatchedType.ofKind(object.path("kind").asText());
            String name = metadata.path("name").asText();
            String namespace = metadata.path("namespace").asText();
            version++;
            metadata.put("resourceVersion", Long.toString(version));
            metadata.put("uid", type.plural() + "-" + namespace + "-" + name);
            metadata.put("creationTimestamp", "2026-01-01T00:00:00Z");
            ByteString bytes = ByteString.copyFrom(json.writeValueAsBytes(object));
            puts.add(new Put(type, new Kept(namespace, name, version, bytes)));
        }
        return () -> puts.forEach(this::put);
    }

    private void put(Put put) {
        lock.lock();
        try {
            Kept object = put.object();
            String plural = put.type().plural();
            Kept before =
                    kept.computeIfAbsent(plural, _ -> new LinkedHashMap<>())
                            .put(object.namespace() + "/" + object.name(), object);
            told = object.version();
            String event = before == null ? "ADDED" : "MODIFIED";
            watches.getOrDefault(plural, List.of()).forEach(watch -> watch.tell(event, object));
        } finally {
            lock.unlock();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            WatchRequest request =
                    WatchRequest.of(
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Accept"));
            if (!exchange.getRequestMethod().equals("GET")) {
                refuse(exchange, FORBIDDEN, "Forbidden");
            } else if (!request.isWatch()) {
                refuse(exchange, NOT_FOUND, "NotFound");
            } else {
                serve(exchange, request);
            }
        }
    }

    private static void refuse(HttpExchange exchange, int code, String reason) throws IOException {
        byte[] body =
                """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "%s", "code": %d}
                """
                        .formatted(reason, code)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private void serve(HttpExchange exchange, WatchRequest request) throws IOException {
        Watch watch = begin(request);
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(OK, 0);
            OutputStream out = exchange.getResponseBody();
            while (true) {
                Event event = watch.events().poll();
                if (event == null) {
                    out.flush();
                    event = watch.events().take();
                }
                line(request, event).writeTo(out);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end(watch);
        }
    }

    /// What there is, what marks the end of that, and from then on what happens.
    private Watch begin(WatchRequest request) {
        Watch watch = new Watch(request, new LinkedBlockingQueue<>());
        lock.lock();
        try {
            kept.getOrDefault(request.plural(), Map.of()).values().stream()
                    .filter(object -> object.version() > request.version())
                    .forEach(object -> watch.tell("ADDED", object));
            if (request.fromTheStart()) {
                watch.events().add(new Event("BOOKMARK", mark(request)));
            }
            watches.computeIfAbsent(request.plural(), _ -> new ArrayList<>()).add(watch);
        } finally {
            lock.unlock();
        }
        return watch;
    }

    private void end(Watch watch) {
        lock.lock();
        try {
            watches.getOrDefault(watch.request().plural(), List.of()).remove(watch);
        } finally {
            lock.unlock();
        }
    }

    private ByteString mark(WatchRequest request) {
        WatchedType type = WatchedType.ofPlural(request.plural());
        return ByteString.copyFromUtf8(
                """
                {"kind": "%s", "apiVersion": "%s", "metadata": {"resourceVersion": "%d", \
                "annotations": {"k8s.io/initial-events-end": "true"}}}\
                """
                        .formatted(type.kind(), type.apiVersion(), told));
    }

    private ByteString line(WatchRequest request, Event event) throws IOException {
        ByteString object = request.metadataOnly() ? metadata(event.object()) : event.object();
        return ByteString.copyFromUtf8("{\"type\": \"" + event.type() + "\", \"object\": ")
                .concat(object)
                .concat(END);
    }

    private ByteString metadata(ByteString object) throws IOException {
        ObjectNode only = json.createObjectNode();
        only.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        only.set("metadata", json.readTree(object.newInput()).get("metadata"));
        return ByteString.copyFrom(json.writeValueAsBytes(only));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        server.stop(0);
    }
}
