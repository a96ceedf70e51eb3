package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a checkout that is built already, with a Java that only says what it was called with.
class LauncherTest {
    @TempDir private Path dir = Path.of("");
    private Path checkout = Path.of("");

    @BeforeEach
    void build() throws IOException {
        checkout = Files.createDirectories(dir.resolve("checkout"));
        Files.copy(Path.of("../fairlead"), checkout.resolve("fairlead"));
        executable(checkout.resolve("fairlead"));
        Files.createDirectories(checkout.resolve("src"));
        Files.writeString(checkout.resolve("src/cli.options"), "-Xmx64m # enough\n");
        Files.createDirectories(checkout.resolve("target/daemon/lib"));
        Files.writeString(checkout.resolve("target/daemon/fairlead-0.1.0.jar"), "");
        Files.createDirectories(dir.resolve("jdk/bin"));
        Files.writeString(dir.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path java = dir.resolve("jdk/bin/java");
        Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        executable(java);
    }

    @Test
    void byItsOwnNameItIsFairlead() throws Exception {
        assertThat(run(checkout.resolve("fairlead"), Map.of()).lines())
                .contains("-Xmx64m", "-Dfairlead.name=fairlead", "io.fairlead.app.Main", "version");
    }

    @Test
    void aLinkNamedIstioctlIsIstioctl() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("istioctl"), checkout.resolve("fairlead"));
        assertThat(run(link, Map.of()).lines())
                .contains("-Dfairlead.name=istioctl", "-Dfairlead.home=" + checkout, "version");
    }

    @Test
    void soIsACopyThatKnowsTheCheckout() throws Exception {
        Path copy = Files.copy(checkout.resolve("fairlead"), dir.resolve("istioctl"));
        executable(copy);
        assertThat(run(copy, Map.of("FAIRLEAD_HOME", checkout.toString())).lines())
                .contains("-Dfairlead.name=istioctl", "-Dfairlead.home=" + checkout);
        assertThat(run(copy, Map.of()))
                .contains("istioctl: " + dir, "a copy of this file elsewhere needs FAIRLEAD_HOME");
    }

    private String run(Path program, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(List.of(program.toString(), "version")))
                        .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", dir.resolve("jdk").toString());
        builder.environment().put("FAIRLEAD_BUILD", "never");
        builder.environment().remove("FAIRLEAD_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
