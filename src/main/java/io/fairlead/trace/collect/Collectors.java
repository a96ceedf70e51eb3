package io.fairlead.trace.collect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ports where spans arrive, each by the protocol that is usual there.
public final class Collectors implements AutoCloseable {

    private final Intake intake;
    private final List<AutoClosing> open = new ArrayList<>();
    private final Addresses addresses;
    private final CollectLimits limits;
    private Ports ports = new Ports(0, 0, 0, 0);

    /// Where; null for a protocol that isn't served.
    ///
    /// @param jaeger gRPC, usually 14250
    /// @param otlpGrpc usually 4317
    /// @param otlpHttp usually 4318
    /// @param zipkin HTTP, usually 9411
    public record Addresses(
            @Nullable InetSocketAddress jaeger,
            @Nullable InetSocketAddress otlpGrpc,
            @Nullable InetSocketAddress otlpHttp,
            @Nullable InetSocketAddress zipkin) {

        /// No ports of their own.
        public static final Addresses NONE = new Addresses(null, null, null, null);
    }

    /// What became of them; 0 for one that isn't served.
    public record Ports(int jaeger, int otlpGrpc, int otlpHttp, int zipkin) {}

    private interface AutoClosing extends AutoCloseable {
        @Override
        void close();
    }

    public Collectors(Addresses addresses, Intake intake, CollectLimits limits) {
        this.addresses = addresses;
        this.intake = intake;
        this.limits = limits;
    }

    public void start() throws IOException {
        ports =
                new Ports(
                        grpc(addresses.jaeger(), SpanMethod.JAEGER),
                        grpc(addresses.otlpGrpc(), SpanMethod.OTLP),
                        otlp(addresses.otlpHttp()),
                        zipkin(addresses.zipkin()));
    }

    public Ports ports() {
        return ports;
    }

    private int grpc(@Nullable InetSocketAddress address, SpanMethod method) throws IOException {
        if (address == null) {
            return 0;
        }
        GrpcCollector collector = new GrpcCollector(address, method, intake, limits);
        open.add(collector::close);
        collector.start();
        return collector.port();
    }

    private int otlp(@Nullable InetSocketAddress address) {
        return address == null ? 0 : http(HttpCollector.otlp(address, intake, limits));
    }

    private int zipkin(@Nullable InetSocketAddress address) {
        return address == null ? 0 : http(HttpCollector.zipkin(address, intake, limits));
    }

    private int http(HttpCollector collector) {
        open.add(collector::close);
        collector.start();
        return collector.port();
    }

    @Override
    public void close() {
        open.reversed().forEach(AutoClosing::close);
    }
}
