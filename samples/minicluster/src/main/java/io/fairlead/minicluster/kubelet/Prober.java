package io.fairlead.minicluster.kubelet;

import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.PortRef;
import io.fairlead.minicluster.schema.Probe.Question;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Asks a container whether it takes traffic.
final class Prober {

    private static final int STATUS_LINE_BYTES = 12;

    private Prober() {}

    /// The answer to the container's own probe.
    static boolean ask(Question question, Duration timeout, String ip, List<Container> containers) {
        return switch (question) {
            case Question.HttpGet(String path, PortRef port) ->
                    port.resolve(containers).filter(p -> get(ip, p, path, timeout)).isPresent();
            case Question.TcpSocket(PortRef port) ->
                    port.resolve(containers).filter(p -> connects(ip, p, timeout)).isPresent();
            case Question.Grpc(int port, String service) -> serves(ip, port, service, timeout);
            case Question.Exec _ -> throw new IllegalArgumentException("no question to a port");
        };
    }

    /// For a container without a probe: whether one of its declared ports is open, or of those that Services send
    /// traffic to where it declares none. Kubernetes would call it ready as
    /// soon as its process runs, and send it requests that nobody is there to take.
    static boolean listens(Container container, Set<Integer> served, long holder) {
        List<Integer> declared =
                container.ports().stream()
                        .filter(port -> port.protocol().equals("TCP"))
                        .map(Container.Port::number)
                        .toList();
        Collection<Integer> awaited = declared.isEmpty() ? served : declared;
        return awaited.isEmpty()
                || List.of("tcp", "tcp6").stream()
                        .flatMap(table -> Listening.ports(read(holder, table)).stream())
                        .anyMatch(awaited::contains);
    }

    private static String read(long holder, String table) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(holder), "net", table));
        } catch (IOException gone) {
            return "";
        }
    }

    private static boolean connects(String ip, int port, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ip, port), (int) timeout.toMillis());
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean serves(String ip, int port, String service, Duration timeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(ip, port).usePlaintext().build();
        try {
            HealthCheckResponse answer =
                    HealthGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(timeout)
                            .check(HealthCheckRequest.newBuilder().setService(service).build());
            return answer.getStatus() == HealthCheckResponse.ServingStatus.SERVING;
        } catch (StatusRuntimeException refused) {
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean get(String ip, int port, String path, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ip, port), (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: kube-probe/1.32\r\nConnection: close\r\n\r\n"
                            .formatted(path.startsWith("/") ? path : "/" + path, ip, port);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String start = new String(in.readNBytes(STATUS_LINE_BYTES), StandardCharsets.US_ASCII);
            return start.matches("HTTP/1\\.[01] [23]\\d\\d");
        } catch (IOException refused) {
            return false;
        }
    }
}
