package io.fairlead.app;

import static io.fairlead.app.OwnProcess.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.RealParts;
import io.fairlead.testing.Requests;
import io.fairlead.testing.SecureClient;
import io.fairlead.testing.TokenMint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command `daemon`, and a disk of 512 KiB for all that it keeps, which somebody fills. The disk is real: a file
/// system in memory that only the daemon's mount namespace has.
class FullDiskTest {
    private static final TokenMint MINT = TokenMint.ec("one");
    private static final String FULL = "No space left on device";

    @TempDir Path dir;

    @Test
    void goesOnServingSaysSoAndGoesOnWritingWhenThereIsRoom() throws Exception {
        try (OwnProcess daemon = start();
                DeltaProxy proxy = new DeltaProxy(daemon.port("xds"))) {
            Path disk = daemon.seen(dir.resolve("disk"));
            until(() -> trail(disk).contains("cart"));
            proxy.start(RunningDaemon.node("web", "10.244.0.9"));
            proxy.until(TypeUrl.LISTENER);

            Path filler = disk.resolve("filler");
            fill(filler);
            assertThat(certificate(daemon, disk)).as("a certificate").hasSize(2);
            // Their records are more than fits into what is left of the trail's last page.
            workloads("late", 20);
            until(() -> isServed(proxy, "late-20"));
            until(() -> migration(daemon).contains(FULL));
            assertThat(trail(disk)).doesNotContain("late");
            assertThat(Trail.BEGIN.verify(trail(disk).lines().toList()))
                    .as("no half of a line")
                    .isInstanceOf(Trail.Verdict.Whole.class);

            Files.delete(filler);
            until(() -> trail(disk).contains("late") && !migration(daemon).contains(FULL));
            assertThat(Trail.BEGIN.verify(trail(disk).lines().toList()))
                    .isInstanceOf(Trail.Verdict.Whole.class);
            assertThat(daemon.log().lines().filter(line -> line.contains("audit trail")))
                    .as("told once, and that it is over")
                    .hasSize(2);
        }
    }

    private OwnProcess start() throws Exception {
        RealParts.root("a mount namespace with a disk of its own");
        RealParts.program("unshare", "apt-get install util-linux");
        Path disk = Files.createDirectories(dir.resolve("disk"));
        Files.createDirectories(dir.resolve("config"));
        Files.writeString(dir.resolve("jwks.json"), MINT.jwks());
        RunningDaemon.write(
                dir.resolve("config"),
                "migration",
                """
                apiVersion: mesh.fairlead.io/v1alpha1
                kind: MtlsMigration
                metadata: {name: default, namespace: istio-system}
                spec: {drive: Advise, profile: demo}
                """);
        workloads("cart", 1);
        String mount = "mount -t tmpfs -o size=512k none \"$0\" && exec \"$@\"";
        return OwnProcess.daemon(
                dir.resolve("daemon.log"),
                List.of("unshare", "--mount", "sh", "-c", mount, disk.toString()),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of(
                        "--config",
                        dir.resolve("config").toString(),
                        "--ca-dir",
                        disk.resolve("ca").toString(),
                        "--mtls-dir",
                        disk.resolve("mtls").toString(),
                        "--token-jwks",
                        dir.resolve("jwks.json").toString(),
                        "--token-issuer",
                        TokenMint.ISSUER,
                        "--secure",
                        "127.0.0.1:0"));
    }

    /// One after the other, in one file.
    private void workloads(String name, int count) throws IOException {
        StringBuilder yaml = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            yaml.append(workload(name + "-" + i, (name.equals("cart") ? 0 : 100) + i));
        }
        RunningDaemon.write(dir.resolve("config"), name, yaml.toString());
    }

    private static String workload(String name, int number) {
        String pod =
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %1$s-1
                  namespace: default
                  labels: {app: %1$s, security.istio.io/tlsMode: istio}
                  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %1$s, uid: u}]
                spec:
                  serviceAccountName: %1$s
                  containers: [{name: c, ports: [{containerPort: 8080}]}]
                status: {podIP: 10.244.0.%2$d, conditions: [{type: Ready, status: "True"}]}
                ---
                """
                        .formatted(name, number);
        return pod + Yaml.service(name, "10.96.0." + number, "10.244.0." + number);
    }

    /// Until nothing more fits, not even in the last page.
    private static void fill(Path filler) throws IOException {
        for (int size = 4096; size > 0; size /= 2) {
            try (OutputStream out =
                    Files.newOutputStream(
                            filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(new byte[size]);
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(FULL);
            }
        }
    }

    private static List<String> certificate(OwnProcess daemon, Path disk) throws Exception {
        String root = Files.readString(disk.resolve("ca/root-cert.pem"));
        String token = MINT.token("default", "web", Instant.now());
        try (SecureClient client =
                new SecureClient(
                        daemon.port("secure"), root, SecureClient.Credentials.token(token))) {
            return client.create(Requests.pem(Requests.ec("secp256r1")), 3600);
        }
    }

    private static boolean isServed(DeltaProxy proxy, String service) throws InterruptedException {
        return proxy.settle(10).held(TypeUrl.CLUSTER).keySet().stream()
                .anyMatch(name -> name.contains("|" + service + "."));
    }

    private static String migration(OwnProcess daemon) throws Exception {
        String monitoring = "http://127.0.0.1:" + daemon.port("monitoring");
        return TracingDaemon.get(monitoring, "/debug/mtls").body();
    }

    private static String trail(Path disk) throws IOException {
        Path file = disk.resolve("mtls/mtls-audit.jsonl");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
