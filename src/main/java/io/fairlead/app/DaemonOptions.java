package io.fairlead.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the daemon was started.
///
/// @param configs directories with the user's YAML
/// @param registry directory with what the cluster completed; null when there is none
/// @param streamsPerSecond new streams let in each second; 0 chooses by the number of cores
/// @param secure null when nobody is asked who he is
/// @param console null when there is none
/// @param traces null when no spans are taken
/// @param replicas null when this daemon is alone
/// @param mtlsDir where the migration to mutual TLS keeps its audit trail; null keeps none
/// @param kubernetes the API server that objects come from; null where they come from directories
/// @param webhook null when no API server asks
public record DaemonOptions(
        List<Path> configs,
        @Nullable Path registry,
        InetSocketAddress xds,
        InetSocketAddress http,
        InetSocketAddress monitoring,
        int streamsPerSecond,
        @Nullable SecureOptions secure,
        @Nullable ConsoleOptions console,
        @Nullable TraceOptions traces,
        @Nullable ReplicaOptions replicas,
        @Nullable Path mtlsDir,
        @Nullable KubeOptions kubernetes,
        @Nullable WebhookOptions webhook) {

    public DaemonOptions {
        configs = List.copyOf(configs);
    }

    /// From directories.
    public DaemonOptions(
            List<Path> configs,
            @Nullable Path registry,
            InetSocketAddress xds,
            InetSocketAddress http,
            InetSocketAddress monitoring,
            int streamsPerSecond,
            @Nullable SecureOptions secure,
            @Nullable ConsoleOptions console,
            @Nullable TraceOptions traces,
            @Nullable ReplicaOptions replicas,
            @Nullable Path mtlsDir) {
        this(
                configs,
                registry,
                xds,
                http,
                monitoring,
                streamsPerSecond,
                secure,
                console,
                traces,
                replicas,
                mtlsDir,
                null,
                null);
    }

    /// The same, asked by an API server.
    public DaemonOptions with(@Nullable WebhookOptions asked) {
        return new DaemonOptions(
                configs,
                registry,
                xds,
                http,
                monitoring,
                streamsPerSecond,
                secure,
                console,
                traces,
                replicas,
                mtlsDir,
                kubernetes,
                asked);
    }

    /// Alone, and without an audit trail.
    public DaemonOptions(
            List<Path> configs,
            @Nullable Path registry,
            InetSocketAddress xds,
            InetSocketAddress http,
            InetSocketAddress monitoring,
            int streamsPerSecond,
            @Nullable SecureOptions secure,
            @Nullable ConsoleOptions console,
            @Nullable TraceOptions traces) {
        this(
                configs,
                registry,
                xds,
                http,
                monitoring,
                streamsPerSecond,
                secure,
                console,
                traces,
                null,
                null);
    }

    /// Without a console.
    public DaemonOptions(
            List<Path> configs,
            @Nullable Path registry,
            InetSocketAddress xds,
            InetSocketAddress http,
            InetSocketAddress monitoring,
            int streamsPerSecond,
            @Nullable SecureOptions secure) {
        this(configs, registry, xds, http, monitoring, streamsPerSecond, secure, null, null);
    }

    /// Without a secured port.
    public DaemonOptions(
            List<Path> configs,
            @Nullable Path registry,
            InetSocketAddress xds,
            InetSocketAddress http,
            InetSocketAddress monitoring,
            int streamsPerSecond) {
        this(configs, registry, xds, http, monitoring, streamsPerSecond, null);
    }
}
