package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a set of files means together.
class FileSetTest {
    private static final FileName A = new FileName(0, "a.yaml", false);
    private static final FileName B = new FileName(0, "b.yaml", false);
    private static final FileName USER = new FileName(1, "user.yaml", false);
    private static final FileName REGISTRY = new FileName(2, "r.yaml", true);

    @Test
    void aFileWithErrorsIsNotAppliedByHalves() {
        FileSet good = FileSet.EMPTY.with(read(A, namespace("one") + namespace("two")));

        FileSet bad =
                good.with(
                        read(
                                A,
                                namespace("one").replace("{}", "{app: shop}")
                                        + "kind: Nonsense\n"));

        assertThat(bad.objects()).isEqualTo(good.objects());
        assertThat(codes(bad, A)).contains("kept-last-good");
    }

    @Test
    void aFileThatNeverWasGoodSaysWhatItCan() {
        FileSet first = FileSet.EMPTY.with(read(A, namespace("one") + "kind: Nonsense\n"));

        assertThat(first.objects()).hasSize(1);
        assertThat(codes(first, A)).containsOnly("missing-field");
    }

    @Test
    void theRegistryWinsSilentlyAndGivesBack() {
        FileSet both =
                FileSet.EMPTY
                        .with(read(A, namespace("one")))
                        .with(read(REGISTRY, namespace("one")));

        assertThat(both.objects().values())
                .singleElement()
                .extracting(FileSet.Owned::file)
                .isEqualTo(REGISTRY);
        assertThat(both.reports()).isEmpty();

        FileSet gone = both.with(Map.of(), Set.of(REGISTRY));
        assertThat(gone.objects().values())
                .singleElement()
                .extracting(FileSet.Owned::file)
                .isEqualTo(A);
    }

    @Test
    void aWorkloadOfALaterDirectoryReplacesAnEarlierOne() {
        String deployment =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {template: {spec: {containers: []}}}
                """;
        FileSet both = FileSet.EMPTY.with(read(A, deployment)).with(read(USER, deployment));

        assertThat(both.objects().values())
                .singleElement()
                .extracting(FileSet.Owned::file)
                .isEqualTo(USER);
        assertThat(both.reports()).isEmpty();
        assertThat(codes(both.with(read(B, deployment)), B)).isEmpty();
    }

    /// Reading order must not matter when no file has errors and no object moves between files.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyOrderOfReadingGivesTheSameMesh(long seed) {
        List<FileName> order = new ArrayList<>();
        Map<FileName, Decoded> all = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            FileName name = new FileName(i % 2, "f" + i + ".yaml", false);
            order.add(name);
            all.putAll(read(name, namespace("n" + i) + namespace("m" + i)));
        }
        MeshSnapshot atOnce = mesh(FileSet.EMPTY.with(all));
        Collections.shuffle(order, new Random(seed));
        FileSet set = FileSet.EMPTY;
        List<Change> changes = new ArrayList<>();
        for (FileName name : order) {
            FileSet next = set.with(Map.of(name, Objects.requireNonNull(all.get(name))));
            changes.addAll(next.changesSince(set));
            set = next;
        }
        assertThat(MeshStep.from(MeshSnapshot.EMPTY, changes).snapshot().withVersion(0))
                .isEqualTo(atOnce.withVersion(0));
    }

    /// A change of a few files is the same as looking at all files anew, whoever else says the same.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aSmallStepIsTheSameAsLookingAtAll(long seed) {
        Random random = new Random(seed);
        FileSet set = FileSet.EMPTY;
        for (int i = 0; i < 300; i++) {
            Map<FileName, Decoded> read = new HashMap<>();
            Set<FileName> gone = new HashSet<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                int number = random.nextInt(24);
                int root = number % 3;
                FileName name = new FileName(root, "f" + number % 20 + ".yaml", root == 2);
                if (random.nextInt(4) == 0) {
                    gone.add(name);
                    read.remove(name);
                } else {
                    read.putAll(read(name, text(random)));
                    gone.remove(name);
                }
            }
            FileSet next = set.with(read, gone);
            assertThat(next).as("seed %d, step %d", seed, i).isEqualTo(set.resolve(next.files()));
            set = next;
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(3); n >= 0; n--) {
            text.append(namespace("n" + random.nextInt(40)));
        }
        return random.nextInt(6) == 0 ? text + "kind: Nonsense\n" : text.toString();
    }

    @Test
    void onlyWhatIsConfigurationIsRead() {
        assertThat(List.of("a.yaml", "A.YML", "x.json", ".a.yaml", "a.yaml~", "..data", "a.txt"))
                .filteredOn(FileSet::isConfiguration)
                .containsExactly("a.yaml", "A.YML", "x.json");
    }

    private static MeshSnapshot mesh(FileSet set) {
        return MeshStep.from(MeshSnapshot.EMPTY, set.changesSince(FileSet.EMPTY)).snapshot();
    }

    private static List<String> codes(FileSet set, FileName name) {
        return set.reports().getOrDefault(name.path(), List.of()).stream()
                .map(Problem::code)
                .toList();
    }

    private static Map<FileName, Decoded> read(FileName name, String text) {
        return Map.of(name, FileCheck.check(name.path(), text, Limits.DEFAULT));
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {}}\n---\n"
                .formatted(name);
    }
}
