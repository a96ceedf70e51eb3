package io.fairlead.perf.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fairlead.perf.table.Histogram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What is asked of one cluster, in this order: pods, a crowd of them, changes.
final class ClusterRun {

    private static final int PODS_STARTED = 5;
    private static final int LISTS = 5;
    private static final int WATCHERS = 4;
    private static final int SECONDS_MAX = 120;
    private static final int PODS_OF_A_SERVICE = 5;
    private static final String NAMESPACE = "default";

    /// There is no such node, so nobody runs the pods that are for it.
    private static final String NOBODY = "nobody";

    private final StartedCluster cluster;
    private final KubernetesClient client;
    private final int pods;
    private final int services;
    private final int changes;

    ClusterRun(StartedCluster cluster, int pods, int services, int changes) {
        this.cluster = cluster;
        this.client = cluster.client();
        this.pods = pods;
        this.services = services;
        this.changes = changes;
    }

    ClusterReport.Round ask() throws IOException, InterruptedException {
        List<Long> started = new ArrayList<>();
        for (int i = 0; i < PODS_STARTED; i++) {
            started.add(startPod("started-" + i).toMillis());
        }
        crowd();
        List<Long> listed = new ArrayList<>();
        for (int i = 0; i < LISTS; i++) {
            listed.add(cluster.kubectl(pods, "get", "po", "-A").toMillis());
        }
        long resident = cluster.residentKb();
        return new ClusterReport.Round(
                cluster.ready().toMillis(), started, listed, resident, delivered().counts());
    }

    /// From the request that makes it until its status says Running.
    private Duration startPod(String name) {
        Pod pod =
                new PodBuilder(pod(name, "started", 0))
                        .editSpec()
                        .withNodeName(null)
                        .endSpec()
                        .build();
        long began = System.nanoTime();
        client.pods().inNamespace(NAMESPACE).resource(pod).create();
        client.pods()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilCondition(
                        now -> now != null && "Running".equals(now.getStatus().getPhase()),
                        SECONDS_MAX,
                        TimeUnit.SECONDS);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void crowd() {
        for (int i = 0; i < services; i++) {
            client.services()
                    .inNamespace(NAMESPACE)
                    .resource(
                            new ServiceBuilder()
                                    .withNewMetadata()
                                    .withName("crowd-" + i)
                                    .endMetadata()
                                    .withNewSpec()
                                    .withSelector(Map.of("app", "crowd-" + i))
                                    .addNewPort()
                                    .withPort(8_080)
                                    .endPort()
                                    .endSpec()
                                    .build())
                    .create();
        }
        for (int i = 0; i < pods; i++) {
            client.pods().inNamespace(NAMESPACE).resource(pod("crowd-" + i, "crowd", i)).create();
        }
    }

    private static Pod pod(String name, String group, int number) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("app", group + "-" + number / PODS_OF_A_SERVICE)
                .endMetadata()
                .withNewSpec()
                .withNodeName(NOBODY)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("app")
                .withImage("fairlead/idle:1")
                .endContainer()
                .endSpec()
                .build();
    }

    /// From the sending of each change until each watcher has it: the write itself is in it.
    private Histogram delivered() throws IOException, InterruptedException {
        long[] sent = new long[changes + 1];
        List<Hearing> hearings = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            hearings.add(new Hearing(sent));
        }
        List<Watch> watches = new ArrayList<>();
        try {
            for (Hearing hearing : hearings) {
                watches.add(client.configMaps().inNamespace(NAMESPACE).watch(hearing));
            }
            for (int i = 1; i <= changes; i++) {
                ConfigMap change =
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("change")
                                .endMetadata()
                                .addToData(Hearing.NUMBER, Integer.toString(i))
                                .build();
                sent[i] = System.nanoTime();
                if (i == 1) {
                    client.configMaps().inNamespace(NAMESPACE).resource(change).create();
                } else {
                    client.configMaps().inNamespace(NAMESPACE).resource(change).update();
                }
            }
            Histogram all = new Histogram();
            for (Hearing hearing : hearings) {
                all.add(hearing.heard().counts());
            }
            return all;
        } finally {
            watches.forEach(Watch::close);
        }
    }

    /// One watcher.
    private static final class Hearing implements Watcher<ConfigMap> {

        static final String NUMBER = "number";

        private final long[] sent;
        private final Histogram delays = new Histogram();
        private final CountDownLatch all;

        Hearing(long[] sent) {
            this.sent = sent;
            this.all = new CountDownLatch(sent.length - 1);
        }

        @Override
        public void eventReceived(Action action, ConfigMap map) {
            long now = System.nanoTime();
            if ("change".equals(map.getMetadata().getName())) { // a bookmark has no name
                delays.record(now - sent[Integer.parseInt(map.getData().get(NUMBER))]);
                all.countDown();
            }
        }

        @Override
        public void onClose(WatcherException why) {
            // What is missing is told when the time is over.
        }

        Histogram heard() throws IOException, InterruptedException {
            if (!all.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IOException("a watcher misses %d changes".formatted(all.getCount()));
            }
            return delays;
        }
    }
}
