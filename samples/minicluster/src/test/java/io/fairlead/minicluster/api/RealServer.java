package io.fairlead.minicluster.api;

import io.fairlead.minicluster.api.http.ClusterPki;
import io.fairlead.minicluster.cluster.KubeApiServer;
import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A real kube-apiserver with its etcd on loopback, to hold ours against.
public final class RealServer {

    private RealServer() {}

    /// Starts both; returns when everything is ready. The test is skipped without the programs.
    ///
    /// @param tokens bearer tokens with the users that they stand for
    public static KubeApiServer start(Path dir, Map<String, String> tokens) throws Exception {
        List<String> flags = List.of();
        if (!tokens.isEmpty()) {
            Path file = Files.createDirectories(dir).resolve("tokens.csv");
            ClusterPki.secret(file, csv(tokens));
            flags = List.of("--token-auth-file=" + file);
        }
        KubeApiServer server =
                KubeApiServer.start(
                        programs(Files.createDirectories(dir.resolve("bin"))),
                        dir,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        flags);
        // Whoever ends the tests ends these with them.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
        return server;
    }

    private static Path etcd() {
        return RealParts.program("etcd", ".ci/run --extended, or Debian's package etcd-server");
    }

    private static Path program() {
        return RealParts.program("kube-apiserver", ".ci/run --extended builds it");
    }

    /// A directory with both programs.
    public static Path programs(Path dir) throws IOException {
        Files.createSymbolicLink(dir.resolve("etcd"), etcd());
        Files.createSymbolicLink(dir.resolve("kube-apiserver"), program());
        return dir;
    }

    private static String csv(Map<String, String> tokens) {
        StringBuilder users = new StringBuilder();
        tokens.forEach((token, user) -> users.append("%s,%s,%s%n".formatted(token, user, user)));
        return users.toString();
    }
}
