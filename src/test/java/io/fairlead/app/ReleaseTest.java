package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases of a checkout that is built already, packed and got as people get them, with a Java that only says what it
/// was called with.
class ReleaseTest {
    private static final List<String> FILES =
            List.of(
                    "LICENSE",
                    "NOTICE",
                    "README.md",
                    "pom.xml",
                    "charts/base/values.yaml",
                    "docs/OPERATIONS.md",
                    "samples/fleetman/k8s/1-positions.yaml",
                    "samples/fleetman/lessons/4-gateway/subdomain.yaml",
                    "src/cli.options",
                    "src/jvm.options");
    private static final List<String> SCRIPTS =
            List.of("fairlead", "src/release/pack", "src/release/download");

    @TempDir private Path dir = Path.of("");
    private Path here = Path.of("");
    private Path releases = Path.of("");

    @BeforeEach
    void pack() throws Exception {
        releases = dir.resolve("releases");
        here = Files.createDirectories(dir.resolve("here"));
        Path java = dir.resolve("jdk/bin/java");
        write(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        write(dir.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        executable(java);
        pack("0.1.0");
        pack("0.2.0");
    }

    /// A checkout of this version, packed beside older ones.
    private void pack(String version) throws Exception {
        Path checkout = dir.resolve("checkout-" + version);
        for (String file : FILES) {
            write(checkout.resolve(file), "");
        }
        for (String script : SCRIPTS) {
            String text = Files.readString(Path.of("..", script));
            write(checkout.resolve(script), text.replace("version=0.1.0", "version=" + version));
            executable(checkout.resolve(script));
        }
        write(checkout.resolve("target/daemon/fairlead-%s.jar".formatted(version)), version);
        write(checkout.resolve("target/daemon/lib/one.jar"), "");
        Ran ran =
                ran(
                        List.of(
                                checkout.resolve("src/release/pack").toString(),
                                releases.toString()),
                        Map.of("FAIRLEAD_BUILD", "never"));
        assertThat(ran.said()).endsWith("/istio-%s.tar.gz\n".formatted(version));
        assertThat(ran.status()).isZero();
    }

    @Test
    void theVersionThatIsAskedForIsOnThePath() throws Exception {
        Ran got = download(Map.of("ISTIO_VERSION", "0.1.0"));
        assertThat(got.status()).as(got.said()).isZero();
        String export =
                got.said()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("export PATH="))
                        .findFirst()
                        .orElseThrow();
        Ran asked = ran(List.of("sh", "-c", export + "; istioctl profile list"), Map.of());
        Path home = here.resolve("istio-0.1.0");
        assertThat(asked.said().lines())
                .contains(
                        "-Dfairlead.name=istioctl",
                        "-Dfairlead.home=" + home,
                        "io.fairlead.app.Main",
                        "profile");
        assertThat(home.resolve("charts/base/values.yaml")).exists();
        assertThat(home.resolve("samples/fleetman/k8s/1-positions.yaml")).exists();
        assertThat(here.resolve("istio-0.2.0")).doesNotExist();
    }

    @Test
    void withoutAVersionItIsTheNewest() throws Exception {
        assertThat(download(Map.of()).said()).contains("Fairlead 0.2.0 is in ");
        assertThat(here.resolve("istio-0.2.0/bin/istioctl")).isExecutable();
        assertThat(here.resolve("istio-0.1.0")).doesNotExist();
    }

    @Test
    void whatCannotBeHadIsSaidAndLeavesNothing() throws Exception {
        assertThat(download(Map.of("ISTIO_VERSION", "1.5.2")))
                .satisfies(ran -> assertThat(ran.status()).isEqualTo(1))
                .satisfies(
                        ran -> assertThat(ran.said()).contains("is there a release 1.5.2? fix:"));
        assertThat(download(Map.of("ISTIO_VERSION", "../0.1.0")).said())
                .contains("ISTIO_VERSION=../0.1.0 isn't a version");
        Files.writeString(releases.resolve("istio-0.1.0.tar.gz"), "something else");
        assertThat(download(Map.of("ISTIO_VERSION", "0.1.0")))
                .satisfies(ran -> assertThat(ran.status()).isEqualTo(1))
                .satisfies(ran ->
                        assertThat(ran.said()).contains("istio-0.1.0.tar.gz isn't what its sum"));
        assertThat(here).isEmptyDirectory();
    }

    @Test
    void whatIsThereStays() throws Exception {
        write(here.resolve("istio-0.1.0/mine"), "mine");
        assertThat(download(Map.of("ISTIO_VERSION", "0.1.0")).said())
                .contains("istio-0.1.0 is there already");
        assertThat(here.resolve("istio-0.1.0/bin")).doesNotExist();
    }

    @Test
    void aReleaseHasNoDemo() throws Exception {
        assertThat(download(Map.of()).status()).isZero();
        Ran ran = ran(List.of(here.resolve("istio-0.2.0/fairlead").toString(), "demo"), Map.of());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.said()).startsWith("fairlead: a release hasn't demo");
    }

    private Ran download(Map<String, String> environment) throws Exception {
        String pipe = "curl -sL file://%s/download | sh -".formatted(releases);
        return ran(List.of("sh", "-c", pipe), environment);
    }

    private record Ran(int status, String said) {}

    private Ran ran(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(here.toFile()).redirectErrorStream(true);
        List.of("FAIRLEAD_HOME", "FAIRLEAD_BUILD", "FAIRLEAD_RELEASES", "ISTIO_VERSION")
                .forEach(builder.environment()::remove);
        // Where no other istioctl is.
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", dir.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
