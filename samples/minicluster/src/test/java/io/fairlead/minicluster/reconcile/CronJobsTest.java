package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fairlead.minicluster.api.ApiCore;
import io.fairlead.minicluster.api.KubectlTable;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The controller at a real API server, with a clock that stands still two hours from now.
class CronJobsTest {

    private static final int SECONDS_MAX = 20;

    @TempDir private Path dir;

    @Test
    void whenItIsTimeThereIsAJobAndTheNextLookMakesNoOther() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(2, ChronoUnit.HOURS);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ApiCore core = ApiCore.start(dir, any, Map.of());
                KubernetesClient client = Controllers.client(core.kubeconfig());
                CronJobs jobs = new CronJobs(client, () -> now)) {
            var informer =
                    client.batch()
                            .v1()
                            .cronjobs()
                            .inform(new Hearing<>(one -> jobs.queue.add(Owners.key(one))));
            String yaml =
                    KubectlTable.resource(CronJobsTest.class, "crons.yaml")
                            .replaceFirst("schedule: .*", "schedule: '@hourly'")
                            .replaceFirst("timeZone: .*", "");
            client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                    .inNamespace("default")
                    .create();
            var nightly = client.batch().v1().cronjobs().inNamespace("default").withName("nightly");
            CronJob told =
                    nightly.waitUntilCondition(
                            one ->
                                    one != null
                                            && one.getStatus() != null
                                            && one.getStatus().getLastScheduleTime() != null,
                            SECONDS_MAX,
                            TimeUnit.SECONDS);
            assertThat(told.getStatus().getLastScheduleTime()).isEqualTo(now.toString());
            List<Job> made = client.batch().v1().jobs().inNamespace("default").list().getItems();
            assertThat(made)
                    .singleElement()
                    .satisfies(job -> {
                        assertThat(job.getMetadata().getName())
                                .isEqualTo("nightly-" + now.getEpochSecond() / 60);
                        assertThat(Owners.controls(told, job)).isTrue();
                        assertThat(job.getMetadata().getAnnotations())
                                .containsEntry(
                                        "batch.kubernetes.io/cronjob-scheduled-timestamp",
                                        now.toString());
                    });
            assertThat(told.getStatus().getActive())
                    .singleElement()
                    .extracting(one -> one.getName())
                    .isEqualTo(made.getFirst().getMetadata().getName());
            informer.close();
        }
    }
}
