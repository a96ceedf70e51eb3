package io.fairlead.minicluster.cluster;

import io.fairlead.minicluster.controllers.RunningPod;
import io.fairlead.minicluster.controllers.RunningPod.Condition;
import io.fairlead.minicluster.controllers.RunningPod.Owner;
import io.fairlead.minicluster.kubelet.PodRequest;
import io.fairlead.minicluster.kubelet.PodStatus;
import io.fairlead.minicluster.kubelet.PodWorker;
import io.fairlead.minicluster.network.Plan;

/// A pod that was made, with what is known about it.
record PodEntry(
        PodRequest request,
        Owner owner,
        String started,
        PodWorker worker,
        PodStatus status,
        boolean ending) {

    PodEntry with(PodStatus next) {
        return new PodEntry(request, owner, started, worker, next, ending);
    }

    PodEntry asEnding() {
        return new PodEntry(request, owner, started, worker, status, true);
    }

    String ip() {
        return Plan.podIp(request.number());
    }

    /// The pod as controllers see it.
    RunningPod view() {
        Condition condition =
                switch (status.phase()) {
                    case STARTING -> Condition.STARTING;
                    case RUNNING -> status.ready() ? Condition.READY : Condition.UNREADY;
                    case TERMINATING, GONE -> Condition.TERMINATING;
                };
        return new RunningPod(
                request.meta(),
                owner,
                request.spec(),
                ip(),
                ending ? Condition.TERMINATING : condition,
                started);
    }
}
