package io.fairlead.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.EndpointSlice;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Service;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.service.ServicePort;
import io.fairlead.model.service.TargetPort;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshDelta;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same changes lead to the same mesh, however they are cut into batches.
class BatchingTest {
    private static final int CHANGES = 120;
    private static final int CUTS = 8;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 2026, -7, 99, 100, 31337, 5})
    void anyBatchingGivesTheSameSnapshot(long seed) {
        RandomGenerator random = seeded(seed);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            changes.add(change(random));
        }
        MeshSnapshot atOnce = MeshStep.from(MeshSnapshot.EMPTY, changes).snapshot();
        for (int cut = 0; cut < CUTS; cut++) {
            MeshSnapshot inPieces = inPieces(changes, random);
            assertThat(inPieces.withVersion(0))
                    .as("seed %d", seed)
                    .isEqualTo(atOnce.withVersion(0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theDeltaNamesExactlyWhatDiffers(long seed) {
        RandomGenerator random = seeded(seed);
        MeshSnapshot mesh = MeshSnapshot.EMPTY;
        for (int i = 0; i < CHANGES; i++) {
            MeshStep step = MeshStep.from(mesh, List.of(change(random), change(random)));
            MeshSnapshot before = mesh;
            MeshSnapshot after = step.snapshot();
            step.delta()
                    .changed()
                    .forEach((key, changed) -> {
                        assertThat(changed.before()).isEqualTo(before.objects().get(key));
                        assertThat(changed.after()).isEqualTo(after.objects().get(key));
                    });
            for (String host : after.services().keySet()) {
                boolean told = step.delta().endpoints().contains(host);
                boolean differs = !after.endpoints(host).equals(before.endpoints(host));
                assertThat(told || !differs).as("seed %d, %s", seed, host).isTrue();
            }
            mesh = after;
        }
    }

    @Test
    void whatChangesNothingIsTheSameSnapshot() {
        Change put = new Change.Put(service(1, 80), Origin.UNKNOWN);
        MeshSnapshot mesh = MeshStep.from(MeshSnapshot.EMPTY, List.of(put)).snapshot();

        MeshStep again = MeshStep.from(mesh, List.of(put, new Change.Remove(key("Service", 9))));

        assertThat(again.snapshot()).isSameAs(mesh);
        assertThat(again.delta()).isEqualTo(MeshDelta.EMPTY);
    }

    @Test
    void movingAnObjectInItsFileReachesNoProxy() {
        Service service = service(1, 80);
        Change put = new Change.Put(service, new Origin("a.yaml", 1, Map.of()));
        MeshSnapshot mesh = MeshStep.from(MeshSnapshot.EMPTY, List.of(put)).snapshot();

        MeshStep moved =
                MeshStep.from(
                        mesh, List.of(new Change.Put(service, new Origin("a.yaml", 7, Map.of()))));

        assertThat(moved.delta().isEmpty()).isTrue();
        assertThat(moved.snapshot().origin(service.key()).line()).isEqualTo(7);
    }

    private static MeshSnapshot inPieces(List<Change> changes, RandomGenerator random) {
        MeshSnapshot mesh = MeshSnapshot.EMPTY;
        int at = 0;
        while (at < changes.size()) {
            int end = Math.min(changes.size(), at + 1 + random.nextInt(20));
            mesh = MeshStep.from(mesh, changes.subList(at, end)).snapshot();
            at = end;
        }
        return mesh;
    }

    private static RandomGenerator seeded(long seed) {
        return new Random(seed);
    }

    private static Change change(RandomGenerator random) {
        int i = random.nextInt(6);
        return switch (random.nextInt(8)) {
            case 0 -> new Change.Remove(key("Service", i));
            case 1 -> new Change.Remove(key("Pod", i));
            case 2 -> put(service(i, 80 + random.nextInt(3)));
            case 3 -> put(pod(i, random.nextInt(3)));
            case 4 -> put(slice(i, random.nextInt(6), random.nextBoolean()));
            case 5 -> put(new Namespace(Meta.of(key("Namespace", i))));
            case 6 -> put(rule(i, random.nextInt(3)));
            default ->
                    new Change.Report(
                            "file" + i, random.nextBoolean() ? List.of() : List.of(problem(i)));
        };
    }

    private static Change put(MeshObject object) {
        return new Change.Put(object, new Origin("file", 1, Map.of()));
    }

    private static ObjectKey key(String kind, int i) {
        return new ObjectKey("", kind, "shop", "x" + i);
    }

    private static Service service(int i, int port) {
        ServicePort http =
                new ServicePort(port, "http", "TCP", new TargetPort.Numbered(8080), "", 0);
        return new Service(
                Meta.of(key("Service", i)),
                "x" + i + ".shop.svc.cluster.local",
                Service.Type.CLUSTER_IP,
                List.of("10.96.0." + i),
                false,
                "",
                List.of(http),
                Map.of("app", "x" + i),
                List.of(),
                false);
    }

    private static Pod pod(int i, int version) {
        Meta meta =
                Meta.of(key("Pod", i)).withLabels(Map.of("app", "x" + i, "version", "v" + version));
        String ip = "10.244.0." + i;
        return new Pod(
                meta,
                ip,
                List.of(ip),
                "default",
                "x",
                "Deployment",
                "node",
                List.of(),
                true,
                false);
    }

    private static EndpointSlice slice(int i, int pod, boolean ready) {
        return new EndpointSlice(
                Meta.of(new ObjectKey("discovery.k8s.io", "EndpointSlice", "shop", "x" + i)),
                "x" + i,
                List.of(new EndpointSlice.Port("http", 8080, "TCP", "")),
                List.of(
                        new EndpointSlice.Address(
                                List.of("10.244.0." + pod), ready, "x" + pod, "node", "")));
    }

    private static DestinationRule rule(int i, int subsets) {
        return new DestinationRule(
                Meta.of(key("DestinationRule", i)),
                "x" + subsets,
                TrafficPolicy.NONE,
                List.of(),
                List.of(),
                Map.of());
    }

    private static Problem problem(int i) {
        return new Problem(
                "code", Problem.Severity.ERROR, null, "file" + i, 1, "", "wrong", "", "");
    }
}
