package io.fairlead.minicluster.reconcile;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How many pods each ReplicaSet of a Deployment should have next. Pure.
///
/// At no time are there more than `replicas + surge` pods asked for, nor fewer than `replicas - unavailable` available
/// ones given up for new ones.
final class Rolling {

    private Rolling() {}

    /// What a ReplicaSet is asked for, and how many of those serve.
    record Size(String name, int wanted, int available) {}

    /// What a Deployment allows, in pods.
    record Bounds(int replicas, int surge, int unavailable) {

        static Bounds of(DeploymentSpec spec) {
            int replicas = Objects.requireNonNullElse(spec.getReplicas(), 1);
            var rolling = spec.getStrategy() == null ? null : spec.getStrategy().getRollingUpdate();
            int surge = rolling == null ? 0 : pods(rolling.getMaxSurge(), replicas, true);
            int gone = rolling == null ? 0 : pods(rolling.getMaxUnavailable(), replicas, false);
            // With neither nothing could ever roll.
            boolean stuck = rolling != null && surge + gone == 0;
            return new Bounds(replicas, surge, Math.min(replicas, stuck ? 1 : gone));
        }

        int availableMin() {
            return replicas - unavailable;
        }
    }

    /// A share is rounded up for what may come, and down for what may go.
    static int pods(@Nullable IntOrString share, int replicas, boolean up) {
        if (share == null) {
            return 0;
        }
        if (share.getIntVal() != null) {
            return share.getIntVal();
        }
        String text = share.getStrVal();
        double part = Integer.parseInt(text.substring(0, text.length() - 1)) * replicas / 100.0;
        return (int) (up ? Math.ceil(part) : Math.floor(part));
    }

    /// The next step of a rolling update, by ReplicaSet; empty where none is to be taken now.
    ///
    /// @param old from the oldest on
    static Map<String, Integer> step(Bounds bounds, Size current, List<Size> old) {
        Map<String, Integer> next = new LinkedHashMap<>();
        int oldWanted = old.stream().mapToInt(Size::wanted).sum();
        int target =
                current.wanted() > bounds.replicas()
                        ? bounds.replicas()
                        : Math.clamp(
                                (long) bounds.replicas() + bounds.surge() - oldWanted,
                                current.wanted(),
                                bounds.replicas());
        if (target != current.wanted()) {
            next.put(current.name(), target);
            return next;
        }
        int starting = current.wanted() - current.available();
        int spare = oldWanted + current.wanted() - bounds.availableMin() - starting;
        List<Size> healthy = new ArrayList<>();
        // Those that don't serve go first, which costs nobody anything.
        for (Size one : old) {
            int sick = Math.clamp(spare, 0, one.wanted() - Math.min(one.wanted(), one.available()));
            spare -= sick;
            healthy.add(new Size(one.name(), one.wanted() - sick, one.available()));
        }
        int surplus =
                current.available()
                        + old.stream().mapToInt(Size::available).sum()
                        - bounds.availableMin();
        for (int i = 0; i < healthy.size(); i++) {
            Size one = healthy.get(i);
            int going = Math.clamp(surplus, 0, Math.min(one.wanted(), Math.max(0, spare)));
            surplus -= going;
            spare -= going;
            if (one.wanted() - going != old.get(i).wanted()) {
                next.put(one.name(), one.wanted() - going);
            }
        }
        return next;
    }
}
