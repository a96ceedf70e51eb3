package io.fairlead.minicluster.reconcile;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// All controllers at one API server, and the scheduler, which acts as a user of its own but learns of pods and nodes
/// from the controllers' watches.
public final class Controllers implements AutoCloseable {

    private static final Duration SWEEP = Duration.ofMinutes(5);
    private static final Duration EVENT_LIFE = Duration.ofHours(1);
    private static final String EVENTS = "events";

    /// The users that Kubernetes has for them.
    public static final String USER = "system:kube-controller-manager";

    public static final String SCHEDULER = "system:kube-scheduler";

    private final KubernetesClient client;
    private final KubernetesClient schedulerClient;
    private final InstantSource clock;
    private final Namespaces namespaces;
    private final Nodes nodes;
    private final GarbageCollector garbage;

    /// By the kind of what they control.
    private final Map<String, Control> workloads;

    /// Of those, by the same.
    private final Map<String, Queue> queues;

    private final ServiceEndpoints endpoints;
    private final Scheduler scheduler;
    private final AggregatedRoles roles;
    private final Queue sweeping = new Queue("sweep", _ -> sweep());
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Service> services;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    private Controllers(
            KubernetesClient client, KubernetesClient schedulerClient, InstantSource clock) {
        this.client = client;
        this.schedulerClient = schedulerClient;
        this.clock = clock;
        this.namespaces = new Namespaces(client, root(client));
        this.nodes = new Nodes(client, clock);
        this.garbage = new GarbageCollector(client);
        this.workloads =
                Map.of(
                        "Deployment", new Deployments(client, clock),
                        "ReplicaSet", new ReplicaSets(client, clock),
                        "DaemonSet", new DaemonSets(client, clock),
                        "StatefulSet", new StatefulSets(client, clock),
                        "Job", new Jobs(client, clock),
                        "CronJob", new CronJobs(client, clock));
        this.queues =
                workloads.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, one -> one.getValue().queue));
        this.pods = client.pods().inAnyNamespace().runnableInformer(0);
        this.services = client.services().inAnyNamespace().runnableInformer(0);
        this.endpoints = new ServiceEndpoints(client, services, pods);
        this.scheduler = new Scheduler(schedulerClient, pods, clock);
        this.roles = new AggregatedRoles(client);
    }

    /// Starts them with the rights of these kubeconfigs.
    public static Controllers start(Path own, Path scheduler) {
        Controllers all = new Controllers(client(own), client(scheduler), InstantSource.system());
        all.watch();
        all.sweeping.add(EVENTS);
        return all;
    }

    /// A client with the rights of this kubeconfig.
    public static KubernetesClient client(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        // A watch over plain HTTP costs no second protocol.
        config.setOnlyHttpWatches(true);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(new KubernetesSerialization(mapper(), true))
                .build();
    }

    /// Kubernetes writes `null` for some lists without elements, such as the endpoints of an EndpointSlice.
    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.configOverride(List.class)
                .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        return mapper;
    }

    private static String root(KubernetesClient client) {
        return new String(
                Base64.getDecoder().decode(client.getConfiguration().getCaCertData()),
                StandardCharsets.UTF_8);
    }

    private void watch() {
        Consumer<HasMetadata> within =
                one -> namespaces.queue.add(one.getMetadata().getNamespace());
        hear(
                client.configMaps().inAnyNamespace().withField("metadata.name", Namespaces.ROOT),
                within);
        hear(client.namespaces(), one -> namespaces.queue.add(one.getMetadata().getName()));
        hear(client.serviceAccounts().inAnyNamespace(), within);
        hear(client.apiextensions().v1().customResourceDefinitions(), _ -> garbage.types());
        garbage.types();
        informers.add(roles.heard());
        hear(client.leases().inNamespace(Nodes.LEASES), nodes::lease);
        workloads();
        services.addEventHandler(new Hearing<>(endpoints::service));
        pods.addEventHandler(
                new Hearing<>(one -> {
                    Owners.tell(one, queues);
                    endpoints.pod(one);
                    scheduler.pod(one);
                }));
        informers.add(services);
        informers.add(pods);
        start(informers);
    }

    /// Starts them all at once; returns when each knows what there is.
    public static void start(Collection<SharedIndexInformer<?>> informers) {
        CompletableFuture.allOf(
                        informers.stream()
                                .map(one -> one.start().toCompletableFuture())
                                .toArray(CompletableFuture[]::new))
                .join();
    }

    private void workloads() {
        workload(client.apps().deployments().inAnyNamespace(), "Deployment");
        workload(client.apps().replicaSets().inAnyNamespace(), "ReplicaSet");
        workload(client.apps().statefulSets().inAnyNamespace(), "StatefulSet");
        workload(client.batch().v1().jobs().inAnyNamespace(), "Job");
        workload(client.batch().v1().cronjobs().inAnyNamespace(), "CronJob");
        var daemons = workload(client.apps().daemonSets().inAnyNamespace(), "DaemonSet");
        Queue daemonSets = queue("DaemonSet");
        hear(
                client.nodes(),
                node -> {
                    nodes.queue.add(node.getMetadata().getName());
                    scheduler.room();
                    daemons.getStore().list().forEach(one -> daemonSets.add(Owners.key(one)));
                });
    }

    /// Who looks at these objects hears of them, and so does who controls them.
    private <T extends HasMetadata> SharedIndexInformer<T> workload(
            Informable<T> all, String kind) {
        Queue queue = queue(kind);
        return hear(
                all,
                one -> {
                    queue.add(Owners.key(one));
                    Owners.tell(one, queues);
                });
    }

    private Queue queue(String kind) {
        return Objects.requireNonNull(queues.get(kind));
    }

    private <T extends HasMetadata> SharedIndexInformer<T> hear(
            Informable<T> all, Consumer<? super T> listener) {
        SharedIndexInformer<T> informer = all.runnableInformer(0);
        informer.addEventHandler(new Hearing<>(listener::accept));
        informers.add(informer);
        return informer;
    }

    /// Events are kept for an hour, as in Kubernetes.
    private void sweep() {
        for (Event event : client.v1().events().inAnyNamespace().list().getItems()) {
            String last = event.getLastTimestamp();
            if (last != null && Instant.parse(last).plus(EVENT_LIFE).isBefore(clock.instant())) {
                List<StatusDetails> _ = client.resource(event).delete();
            }
        }
        sweeping.again(EVENTS, SWEEP);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
        namespaces.queue.close();
        nodes.close();
        garbage.close();
        workloads.values().forEach(Control::close);
        endpoints.close();
        scheduler.close();
        roles.queue.close();
        sweeping.close();
        client.close();
        schedulerClient.close();
    }
}
