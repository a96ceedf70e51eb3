package io.fairlead.minicluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.storage.ConfigDirs.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirsTest {

    @TempDir private Path dir = Path.of("");

    @Test
    void severalDocumentsWindowsLineEndsEmptyOnesAndListsAreRead() throws IOException {
        write(
                "a/all.yaml",
                """
                # A comment only
                ---
                %s
                ---
                ---
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
                  - {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: x}}
                """
                        .formatted(deployment("web", 2))
                        .replace("\n", "\r\n"));
        Desired desired = layers("a").read();
        assertThat(desired.problems()).isEmpty();
        assertThat(desired.objects().keySet())
                .extracting(Loaded.Key::toString)
                .containsExactlyInAnyOrder("Deployment default/web", "Namespace /shop");
    }

    @Test
    void aBrokenFileKeepsWhatItHadAndIsNamedByLine() throws IOException {
        ConfigDirs dirs = layers("a");
        write("a/web.yaml", deployment("web", 2));
        assertThat(dirs.read().problems()).isEmpty();
        write("a/web.yaml", "# now broken\n---\nkind: Deployment\n  metadata: [\n");
        Desired desired = dirs.read();
        assertThat(desired.all()).singleElement().isInstanceOf(KubeObject.Deployment.class);
        assertThat(desired.problems())
                .singleElement()
                .asString()
                .startsWith(dir.resolve("a/web.yaml") + ":")
                .contains("not readable as YAML");
    }

    @Test
    void everyMistakeOfAnObjectIsNamed() throws IOException {
        write(
                "a/bad.yaml",
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec:
                  type: Sometimes
                  ports: [{port: 70000}]
                """);
        assertThat(layers("a").read().problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("spec.type: expected ClusterIP"))
                .anyMatch(problem -> problem.contains("spec.ports[0].port: expected a port"));
    }

    @Test
    void aHigherLayerReplacesAndWithinALayerTheFirstStays() throws IOException {
        write("fleet/web.yaml", deployment("web", 1));
        write("own/a.yaml", deployment("web", 3));
        write("own/b.yaml", deployment("web", 5));
        Desired desired = layers("fleet", "own").read();
        assertThat(desired.all())
                .singleElement()
                .isInstanceOfSatisfying(
                        KubeObject.Deployment.class,
                        deployment -> assertThat(deployment.replicas()).isEqualTo(3));
        assertThat(desired.problems())
                .singleElement()
                .asString()
                .contains("own/b.yaml:1", "already defined", "own/a.yaml:1");
        Files.delete(dir.resolve("own/a.yaml"));
        Files.delete(dir.resolve("own/b.yaml"));
        assertThat(layers("fleet", "own").read().all()).hasSize(1);
    }

    @Test
    void anAbsentDirectoryIsEmpty() throws IOException {
        assertThat(layers("nosuch").read()).isEqualTo(Desired.NOTHING);
    }

    private ConfigDirs layers(String... names) {
        return new ConfigDirs(
                List.of(names).stream()
                        .map(name -> new Layer(List.of(dir.resolve(name))))
                        .toList());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(dir.resolve(name).getParent());
        Files.writeString(dir.resolve(name), text);
    }

    private static String deployment(String name, int replicas) {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s}
        spec:
          replicas: %d
          template:
            spec: {containers: [{name: app, image: a}]}
        """
                .formatted(name, replicas);
    }
}
