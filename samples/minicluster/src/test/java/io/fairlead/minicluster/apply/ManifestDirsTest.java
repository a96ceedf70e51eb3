package io.fairlead.minicluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestDirsTest {

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
                  - {apiVersion: v1, kind: Service, metadata: {name: x, namespace: shop}}
                """
                        .formatted(deployment("web", 2))
                        .replace("\n", "\r\n"));
        Wanted wanted = layers("a").read();
        assertThat(wanted.problems()).isEmpty();
        assertThat(wanted.objects().keySet())
                .extracting(Manifest.Key::toString)
                .containsExactlyInAnyOrder("Deployment web", "Namespace shop", "Service shop/x");
    }

    @Test
    void aBrokenFileKeepsWhatItHadAndIsNamedByLine() throws IOException {
        ManifestDirs dirs = layers("a");
        write("a/web.yaml", deployment("web", 2));
        assertThat(dirs.read().problems()).isEmpty();
        write("a/web.yaml", "# now broken\n---\nkind: Deployment\n  metadata: [\n");
        Wanted wanted = dirs.read();
        assertThat(replicas(wanted)).containsExactly(2);
        assertThat(wanted.problems())
                .singleElement()
                .asString()
                .startsWith(dir.resolve("a/web.yaml") + ":")
                .contains("not readable as YAML");
    }

    @Test
    void anObjectThatLacksItsNameIsNamedByLine() throws IOException {
        write("a/bad.yaml", "\n---\napiVersion: v1\nmetadata: {}\n");
        assertThat(layers("a").read().problems())
                .containsExactly(
                        dir.resolve("a/bad.yaml")
                                + ":3: kind is missing. Fix: write it, or remove the object",
                        dir.resolve("a/bad.yaml")
                                + ":3: metadata.name is missing. Fix: write it, or remove the object");
    }

    @Test
    void aHigherLayerReplacesAndWithinALayerTheFirstStays() throws IOException {
        write("fleet/web.yaml", deployment("web", 1));
        write("own/a.yaml", deployment("web", 3));
        write("own/b.yaml", deployment("web", 5));
        Wanted wanted = layers("fleet", "own").read();
        assertThat(replicas(wanted)).containsExactly(3);
        assertThat(wanted.problems())
                .singleElement()
                .asString()
                .contains("own/b.yaml:1", "already defined", "own/a.yaml:1");
        Files.delete(dir.resolve("own/a.yaml"));
        Files.delete(dir.resolve("own/b.yaml"));
        assertThat(replicas(layers("fleet", "own").read())).containsExactly(1);
    }

    @Test
    void anAbsentDirectoryIsEmpty() throws IOException {
        Wanted wanted = layers("nosuch").read();
        assertThat(wanted.objects()).isEmpty();
        assertThat(wanted.problems()).isEmpty();
    }

    private static List<Integer> replicas(Wanted wanted) {
        return wanted.objects().values().stream()
                .map(one -> one.object().path("spec").path("replicas").asInt())
                .toList();
    }

    private ManifestDirs layers(String... names) {
        return new ManifestDirs(List.of(names).stream().map(dir::resolve).toList());
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
