package io.fairlead.minicluster.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A fleet of stand-ins: two pods `web` behind a Service with NodePort 30080, and what tests add.
final class StandInFleet {

    static final String WEB =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: %d
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers:
                    - name: web
                      image: standin:1
                      env: [{name: MODE, value: "%s"}]
                      ports: [{name: http, containerPort: 8080}]
            """;

    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              type: NodePort
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: http, nodePort: 30080}]
            """;

    private static final String IMAGES =
            """
            images:
              - image: "standin:*"
                files: {classes: "${home}/classes"}
                entrypoint: [java, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -Xmx32m,
                    -Djava.net.preferIPv4Stack=true, -cp, classes,
                    io.fairlead.minicluster.demo.StandIn]
              - image: "shell:1"
                entrypoint: [sleep, infinity]
            """;

    private StandInFleet() {}

    /// Writes the fleet's files.
    static Path write(Path dir) throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path classes = dir.resolve("classes/io/fairlead/minicluster/demo");
        Files.createDirectories(classes);
        Files.createDirectories(dir.resolve("k8s"));
        try (InputStream in = StandIn.class.getResourceAsStream("StandIn.class")) {
            if (in == null) {
                throw new FileNotFoundException("StandIn.class");
            }
            Files.write(classes.resolve("StandIn.class"), in.readAllBytes());
        }
        Files.writeString(dir.resolve("images.yaml"), IMAGES);
        Files.writeString(dir.resolve("k8s/web.yaml"), WEB.formatted(2, "") + "---\n" + SERVICE);
        return dir;
    }
}
