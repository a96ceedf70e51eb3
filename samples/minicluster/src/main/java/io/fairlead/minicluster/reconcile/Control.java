package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/// What every controller of workloads has: a queue of the keys that it looks at, and Events to say what it does.
abstract class Control implements AutoCloseable {

    final KubernetesClient client;
    final InstantSource clock;
    final Recorder events;
    final PodControl pods;
    final Queue queue;

    /// @param name of what it controls, as in the names of Kubernetes' controllers
    Control(KubernetesClient client, InstantSource clock, String name) {
        this.client = client;
        this.clock = clock;
        this.events = new Recorder(client, name + "-controller", clock);
        this.pods = new PodControl(client, events);
        this.queue = new Queue(name + "s", this::look);
    }

    /// Brings the object of this key nearer to what is asked for.
    abstract void look(String key);

    @Override
    public final void close() {
        queue.close();
        events.close();
    }
}
