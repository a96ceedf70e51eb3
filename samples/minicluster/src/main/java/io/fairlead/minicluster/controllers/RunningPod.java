package io.fairlead.minicluster.controllers;

import io.fairlead.minicluster.schema.Meta;
import io.fairlead.minicluster.schema.ObjectName;
import io.fairlead.minicluster.schema.PodSpec;

/// A pod that exists, as the controllers see it.
///
/// @param ip address, empty until the pod has one
/// @param started when the pod was made, as RFC 3339 text
public record RunningPod(
        Meta meta, Owner owner, PodSpec spec, String ip, Condition condition, String started) {

    /// Name of the pod.
    public ObjectName name() {
        return meta.name();
    }

    /// True where the pod takes traffic.
    public boolean ready() {
        return condition == Condition.READY;
    }

    /// True until the pod is asked to end.
    public boolean staying() {
        return condition != Condition.TERMINATING;
    }

    /// How far a pod is.
    public enum Condition {
        STARTING,
        READY,
        UNREADY,
        TERMINATING
    }

    /// Who keeps the pod. A pod belongs to its owner by this reference, never by matching labels.
    public sealed interface Owner {

        /// Somebody wrote the pod itself.
        record Nobody(String specHash) implements Owner {}

        /// A Deployment, and the hash of the template that the pod was made from.
        record OfDeployment(ObjectName deployment, String templateHash) implements Owner {}

        /// What the pod was made from: when it changes, the pod is replaced.
        default String hash() {
            return switch (this) {
                case Nobody(String hash) -> hash;
                case OfDeployment(_, String hash) -> hash;
            };
        }
    }
}
