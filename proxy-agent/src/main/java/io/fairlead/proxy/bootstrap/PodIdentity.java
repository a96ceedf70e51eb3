package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.bootstrap.parse.IdentityConfig;
import io.fairlead.proxy.bootstrap.parse.ProxyConfig;
import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.grpc.Security;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.SidecarSecrets;
import io.fairlead.proxy.identity.WorkloadIdentity;
import io.fairlead.proxy.identity.ca.CaClient;
import io.fairlead.proxy.identity.ca.DaemonCredentials;
import io.fairlead.proxy.identity.file.CertificateFiles;
import io.fairlead.proxy.identity.sds.SdsServer;
import io.fairlead.proxy.identity.view.HeldSecret;
import io.fairlead.proxy.meter.Stats;
import io.fairlead.proxy.model.Credential;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Puts together how this pod shows who it is: to the daemon, to other pods, to a stock Envoy beside it.
final class PodIdentity implements AutoCloseable {
    private static final Duration CA_PATIENCE = Duration.ofSeconds(10);

    private final IdentityConfig config;
    private final SidecarSecrets secrets;
    private final DaemonCredentials credentials;
    private final Stats stats;
    private @Nullable SdsServer sds;

    PodIdentity(IdentityConfig config, Stats stats) {
        this.config = config;
        this.stats = stats;
        this.secrets = new SidecarSecrets(stats);
        this.credentials =
                new DaemonCredentials(
                        new DaemonCredentials.Paths(config.files().token(), config.files().roots()),
                        config.clusterId(),
                        secrets::valid);
    }

    /// Where the control plane is, with what to show it.
    GrpcTarget discovery(ProxyConfig proxy) {
        return config.secured()
                ? secured(proxy.discoveryHost(), proxy.discoveryPort(), config.serverName())
                : GrpcTarget.plain(proxy.discoveryHost(), proxy.discoveryPort());
    }

    private GrpcTarget secured(String host, int port, String serverName) {
        return new GrpcTarget(host, port, new Security.Tls(serverName, credentials), credentials);
    }

    /// Begins to ask for a certificate, where there is somebody to ask.
    ///
    /// @param loop for connections to the CA
    void start(EventLoop loop) {
        Path output = config.files().output();
        secrets.start(workload(loop), output == null ? null : new CertificateFiles(output));
    }

    /// Serves the secrets to a stock Envoy beside this agent.
    ///
    /// @param loop for connections of Envoy
    /// @throws IOException when the socket can't be made
    void serveSecrets(EventLoop loop) throws IOException {
        SdsServer server = new SdsServer(loop, secrets, config.files().sdsSocket());
        if (server.start()) {
            sds = server;
        }
    }

    private @Nullable WorkloadIdentity workload(EventLoop loop) {
        IdentityConfig.Authority authority = config.authority();
        if (authority == null) {
            return null;
        }
        CaClient ca =
                new CaClient(
                        loop,
                        NioSocketChannel.class,
                        secured(authority.host(), authority.port(), authority.serverName()),
                        CA_PATIENCE);
        return new WorkloadIdentity(
                new WorkloadIdentity.Wiring(ca, Clock.SYSTEM, RandomGenerator.getDefault(), stats),
                config.wanted());
    }

    /// What TLS contexts are made of.
    Secrets secrets() {
        return secrets;
    }

    /// What this pod holds or waits for, for people.
    Collection<HeldSecret> held() {
        return secrets.held();
    }

    /// Takes what the control plane hands out.
    void deliver(Collection<Credential> handedOut) {
        secrets.deliver(handedOut);
    }

    /// Why this pod can't show who it is; empty when it can, and where it needn't.
    String reason() {
        return secrets.reason();
    }

    @Override
    public void close() {
        SdsServer server = sds;
        if (server != null) {
            server.close();
        }
        secrets.close();
    }
}
