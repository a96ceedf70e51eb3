package io.fairlead.app;

import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;
import io.fairlead.trace.store.StoreLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Flags of the collectors of spans.
final class TraceFlags {

    private static final int JAEGER = 14_250;
    private static final int OTLP_GRPC = 4_317;
    private static final int OTLP_HTTP = 4_318;
    private static final int ZIPKIN = 9_411;
    private static final long MEGABYTE = 1024 * 1024;

    @Option(
            names = "--collectors",
            paramLabel = "HOST",
            description =
                    "Takes spans at this address: Jaeger gRPC on 14250, OTLP on 4317 and 4318,"
                            + " Zipkin on 9411. Without it, none.")
    private @Nullable InetAddress host;

    @Option(
            names = "--traces",
            description =
                    "Holds traces of what sidecars tell on the daemon's own ports. --collectors does,"
                            + " too.")
    private boolean traces;

    @Option(
            names = "--trace-memory",
            paramLabel = "MB",
            defaultValue = "48",
            description = "Memory for traces; the oldest make room. Default: ${DEFAULT-VALUE}")
    private int megabytes;

    @Nullable TraceOptions options() {
        InetAddress at = host;
        if (at == null && !traces) {
            return null;
        }
        CollectLimits standard = CollectLimits.DEFAULT;
        return new TraceOptions(
                at == null
                        ? Collectors.Addresses.NONE
                        : new Collectors.Addresses(
                                new InetSocketAddress(at, JAEGER),
                                new InetSocketAddress(at, OTLP_GRPC),
                                new InetSocketAddress(at, OTLP_HTTP),
                                new InetSocketAddress(at, ZIPKIN)),
                standard.withStore(
                        new StoreLimits(
                                Math.max(1, megabytes) * MEGABYTE,
                                standard.store().traceSpansMax())));
    }
}
