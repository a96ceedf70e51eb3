package io.fairlead.minicluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyProgramTest {

    @TempDir private Path dir;

    @Test
    void theFirstOnThePathIsTaken() throws IOException {
        Path program = program("bin/envoy", "\u007fELF");
        assertThat(EnvoyProgram.find(path("empty", "bin"))).contains(program);
        assertThat(EnvoyProgram.find(path("empty"))).isEmpty();
        assertThat(EnvoyProgram.find(Map.of())).isEmpty();
    }

    @Test
    void theVariableGoesOverThePath() throws IOException {
        program("bin/envoy", "\u007fELF");
        Path other = program("other", "\u007fELF");
        Map<String, String> both = Map.of("PATH", dir + "/bin", "ENVOY_BINARY", other.toString());
        assertThat(EnvoyProgram.find(both)).contains(other);
        assertThat(EnvoyProgram.find(Map.of("PATH", dir + "/bin", "ENVOY_BINARY", "/none")))
                .isEmpty();
    }

    @Test
    void aPythonPackagesScriptLeadsToItsProgram() throws IOException {
        program("venv/bin/envoy", "#!/usr/bin/python3");
        assertThat(EnvoyProgram.find(path("venv/bin"))).isEmpty();
        Path program = program("venv/lib/python3.11/site-packages/envoy/_bin/envoy", "\u007fELF");
        assertThat(EnvoyProgram.find(path("venv/bin"))).contains(program);
    }

    private Map<String, String> path(String... dirs) {
        StringBuilder path = new StringBuilder();
        for (String one : dirs) {
            path.append(path.isEmpty() ? "" : ":").append(dir.resolve(one));
        }
        return Map.of("PATH", path.toString());
    }

    private Path program(String name, String content) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
