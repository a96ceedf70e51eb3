package io.fairlead.perf.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.model.config.Pod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshSizeTest {
    private final MeshSize mesh = new MeshSize(300, 10);

    @Test
    void theDaemonReadsEveryFileWithoutAWord() {
        List<MeshSize.File> files = new ArrayList<>(mesh.registry());
        files.add(mesh.endpointsFile(7, 1_000));
        files.add(mesh.virtualServiceFile(3));
        for (MeshSize.File file : files) {
            Decoded decoded = FileCheck.check(file.name(), file.text(), Limits.DEFAULT);
            assertThat(decoded.problems()).as(file.name()).isEmpty();
            assertThat(decoded.items()).as(file.name()).isNotEmpty();
        }
    }

    @Test
    void sidecarsArePodsOfTheMeshAsLongAsThereAreEnough() {
        Set<String> inFiles = new HashSet<>();
        for (MeshSize.File file : mesh.registry()) {
            FileCheck.check(file.name(), file.text(), Limits.DEFAULT).items().stream()
                    .map(Decoded.Item::object)
                    .filter(Pod.class::isInstance)
                    .map(Pod.class::cast)
                    .forEach(pod ->
                            inFiles.add(pod.namespace() + "/" + pod.name() + "/" + pod.ip()));
        }
        Set<String> played = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            MeshSize.Pod pod = mesh.pod(i);
            played.add(pod.namespace() + "/" + pod.name() + "/" + pod.ip());
        }
        assertThat(played).hasSize(600).isEqualTo(inFiles);
        assertThat(inFiles)
                .doesNotContain("ns-0/" + mesh.pod(600).name() + "/" + mesh.pod(600).ip());
    }
}
