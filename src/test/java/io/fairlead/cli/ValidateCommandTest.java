package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `fairlead validate` prints, and how it ends.
class ValidateCommandTest {
    private static final String GOOD =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {ports: [{port: 80}], selector: {app: web}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aGoodDirectoryIsSummedUp() throws IOException {
        Files.writeString(directory.resolve("web.yaml"), GOOD);

        assertThat(run(directory.toString())).isZero();
        assertThat(out).hasToString("1 files, 1 objects: 0 errors, 0 warnings\n");
    }

    @Test
    void warningsAreToldButAreNoFailure() throws IOException {
        Files.writeString(directory.resolve("web.yaml"), GOOD);
        Files.writeString(
                directory.resolve("vs.yaml"),
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: web}
                spec:
                  hosts: [web]
                  http: [{route: [{destination: {host: web, subset: canary}}]}]
                """);

        assertThat(run(directory.toString())).isZero();
        assertThat(out.toString())
                .contains("vs.yaml:6: warning [unknown-subset] VirtualService default/web")
                .contains("add a DestinationRule with it");
    }

    @Test
    void errorsEndWithOne() throws IOException {
        Files.writeString(directory.resolve("web.yaml"), GOOD.replace("ports", "prots"));
        Files.createDirectory(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/again.yml"), GOOD);
        Files.writeString(directory.resolve("sub/again.json"), "{");
        Files.writeString(directory.resolve("notes.txt"), "not configuration");

        assertThat(run(directory.toString())).isOne();
        assertThat(out.toString())
                .contains("web.yaml:4: error [unknown-field] Service default/web spec.prots")
                .contains("did you mean ports?")
                .contains("error [json-syntax]")
                .contains("3 files");
    }

    @Test
    void twoFilesWithOneObjectAreAnError() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), GOOD);
        Files.writeString(directory.resolve("b.yaml"), "\n" + GOOD);

        assertThat(run(directory.toString())).isOne();
        assertThat(out.toString())
                .contains("b.yaml:2: error [duplicate-object]")
                .contains("a.yaml:1 counts");
    }

    @Test
    void wrongUseEndsWithTwo() {
        assertThat(run(directory.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no such file or directory");
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void programsGetJson() throws IOException {
        Files.writeString(directory.resolve("web.yaml"), GOOD.replace("port: 80", "port: eighty"));

        assertThat(run("-o", "json", directory.toString())).isOne();
        JsonNode first = new ObjectMapper().readTree(out.toString()).get(0);
        assertThat(first.get("code").asText()).isEqualTo("wrong-type");
        assertThat(first.get("line").asInt()).isEqualTo(4);
        assertThat(first.get("object").asText()).isEqualTo("Service default/web");
        assertThat(first.get("field").asText()).isEqualTo("spec.ports[0].port");
    }

    private int run(String... arguments) {
        return new CommandLine(new ValidateCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
