package io.fairlead.minicluster.api;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/// The API server as a process of its own, until its standard input ends or somebody kills it.
public final class Standalone {

    private Standalone() {}

    /// @param arguments the directory of its state
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(Path.of(arguments[0]), free, Map.of())) {
            System.out.println("listening " + core.port());
            System.out.flush();
            int end = System.in.read();
            System.out.println("ended " + end);
        }
    }
}
