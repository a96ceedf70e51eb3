package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.meter.IstioNaming;
import io.fairlead.model.config.Origin;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.snapshot.Change;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import io.fairlead.testing.Meshes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MeshMetersTest {
    private final PrometheusMeterRegistry registry = IstioNaming.registry();
    private final MeshMeters meters = new MeshMeters(registry);

    @Test
    void eachBatchIsInTheHistogramOfWaiting() {
        meters.debounced(Duration.ofMillis(30));
        meters.debounced(Duration.ofMillis(20));

        assertThat(registry.scrape())
                .contains("pilot_debounce_time_count 2", "pilot_debounce_time_sum 0.05")
                .contains("pilot_debounce_time_bucket{le=\"0.025\"} 1");
    }

    @Test
    void problemsAreCountedBySeverityAsLongAsTheyStand() {
        MeshSnapshot fine = Meshes.of();
        Change unreadable = new Change.Report("a.yaml", List.of(problem()));
        Change route =
                new Change.Put(
                        Meshes.objects(Yaml.route("nobody", "3s")).getFirst(), Origin.UNKNOWN);
        AtomicReference<MeshSnapshot> mesh =
                new AtomicReference<>(MeshStep.from(fine, List.of(unreadable, route)).snapshot());
        meters.show(mesh::get, new Standing(mesh::get, List::of, List::of));

        assertThat(registry.scrape())
                .contains("fairlead_config_problems{severity=\"error\"} 1.0")
                .contains("fairlead_config_problems{severity=\"warning\"} 2.0")
                .contains("fairlead_config_problems{severity=\"info\"} 0.0")
                .contains("pilot_virt_services 1.0");

        mesh.set(fine);
        assertThat(registry.scrape())
                .contains("fairlead_config_problems{severity=\"error\"} 0.0")
                .contains("fairlead_config_problems{severity=\"warning\"} 0.0");
    }

    @Test
    void aChangeCountsForEachThingThatItIsAbout() {
        MeshSnapshot fine = Meshes.of();
        MeshStep route = step(fine, Yaml.route("cart", "3s"));
        meters.onSnapshot(route.delta(), route.snapshot());
        MeshStep service = step(route.snapshot(), Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        meters.onSnapshot(service.delta(), service.snapshot());
        MeshStep more =
                step(
                        service.snapshot(),
                        Yaml.service("cart", "10.96.0.1", "10.244.0.1", "10.244.0.2"));
        meters.onSnapshot(more.delta(), more.snapshot());
        meters.show(more::snapshot, List::of);

        assertThat(registry.scrape())
                .contains("pilot_push_triggers_total{type=\"config\"} 1.0")
                .contains("pilot_push_triggers_total{type=\"service\"} 1.0")
                .contains("pilot_push_triggers_total{type=\"endpoint\"} 2.0")
                .contains("pilot_eds_no_instances 0.0")
                .contains("pilot_vservice_dup_domain 0.0");
    }

    @Test
    void anObjectThatComesChangesAndGoesIsThreeEvents() {
        MeshStep come = step(Meshes.of(), Yaml.route("cart", "3s"));
        MeshStep change = step(come.snapshot(), Yaml.route("cart", "4s"));
        MeshStep go =
                MeshStep.from(
                        change.snapshot(),
                        List.of(
                                new Change.Remove(
                                        Meshes.objects(Yaml.route("cart", "4s"))
                                                .getFirst()
                                                .key())));
        MeshStep service = step(go.snapshot(), Yaml.service("cart", "10.96.0.1", "10.244.0.1"));
        List.of(come, change, go, service)
                .forEach(step -> meters.onSnapshot(step.delta(), step.snapshot()));

        assertThat(registry.scrape())
                .contains("pilot_k8s_cfg_events_total{event=\"add\",type=\"VirtualService\"} 1.0")
                .contains(
                        "pilot_k8s_cfg_events_total{event=\"update\",type=\"VirtualService\"} 1.0")
                .contains(
                        "pilot_k8s_cfg_events_total{event=\"delete\",type=\"VirtualService\"} 1.0")
                .contains("pilot_k8s_reg_events_total{event=\"add\",type=\"Service\"} 1.0");
    }

    @Test
    void aHostOfTwoVirtualServicesIsCounted() {
        MeshSnapshot two =
                Meshes.of(
                        Yaml.route("cart", "3s"),
                        Yaml.route("cart", "4s").replace("name: cart", "name: other"));
        meters.show(() -> two, new Standing(() -> two, List::of, List::of));

        assertThat(registry.scrape()).contains("pilot_vservice_dup_domain 1.0");
    }

    private static MeshStep step(MeshSnapshot before, String yaml) {
        return MeshStep.from(
                before,
                Meshes.objects(yaml).stream()
                        .map(object -> (Change) new Change.Put(object, Origin.UNKNOWN))
                        .toList());
    }

    private static Problem problem() {
        return new Problem("code", Severity.ERROR, null, "a.yaml", 1, "", "wrong", "", "");
    }
}
