package io.fairlead.minicluster.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How to start [StandIn] without a fleet.
public final class StandInServer {

    private StandInServer() {}

    /// A command that serves its pod's name on 8080, for whoever may not read the test's own classes.
    public static List<String> command() throws IOException {
        Path classes = Files.createTempDirectory("stand-in");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                StandInFleet.write(classes).resolve("classes").toString(),
                "io.fairlead.minicluster.demo.StandIn");
    }
}
