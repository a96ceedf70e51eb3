package io.fairlead.minicluster.schema;

/// An object that somebody wrote into a YAML file.
public sealed interface KubeObject {

    /// Kind as Kubernetes spells it.
    String kind();

    /// Name, labels and annotations.
    Meta meta();

    /// Keeps `replicas` pods of one template running.
    record Deployment(Meta meta, int replicas, PodTemplate template) implements KubeObject {
        @Override
        public String kind() {
            return "Deployment";
        }
    }

    /// A pod that nobody owns.
    record Pod(Meta meta, PodSpec spec) implements KubeObject {
        @Override
        public String kind() {
            return "Pod";
        }
    }

    /// A name, and an address, for a group of pods.
    record Service(Meta meta, ServiceSpec spec) implements KubeObject {
        @Override
        public String kind() {
            return "Service";
        }
    }

    /// An object that this cluster stores and has no work with: ConfigMap, Namespace, ServiceAccount.
    record Stored(String kind, Meta meta) implements KubeObject {}
}
