package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceFieldSelectorBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Resources of containers: memory limits, and what the downward API tells, whole numbers of a divisor, rounded up.
/// Pure.
final class Amounts {

    private static final ResourceFieldSelector MEMORY =
            new ResourceFieldSelectorBuilder().withResource("limits.memory").build();

    private Amounts() {}

    /// Bytes of memory that each container may have, of those with a limit.
    static Map<String, Long> memoryMax(Pod pod) {
        Map<String, Long> bytes = new HashMap<>();
        Stream.concat(
                        pod.getSpec().getInitContainers().stream(),
                        pod.getSpec().getContainers().stream())
                .forEach(one -> {
                    long amount = Long.parseLong(of(one, MEMORY));
                    if (amount > 0) {
                        bytes.put(one.getName(), amount);
                    }
                });
        return bytes;
    }

    /// @param wanted for example `limits.cpu`; what the container doesn't say is 0
    static String of(Container container, ResourceFieldSelector wanted) {
        String[] path = wanted.getResource().split("\\.", 2);
        var resources = container.getResources();
        if (path.length < 2 || resources == null) {
            return "0";
        }
        Map<String, Quantity> all =
                path[0].equals("limits") ? resources.getLimits() : resources.getRequests();
        @Nullable Quantity amount = all == null ? null : all.get(path[1]);
        if (amount == null) {
            return "0";
        }
        BigDecimal divisor =
                wanted.getDivisor() == null
                        ? BigDecimal.ZERO
                        : wanted.getDivisor().getNumericalAmount();
        return amount.getNumericalAmount()
                .divide(divisor.signum() == 0 ? BigDecimal.ONE : divisor, 0, RoundingMode.CEILING)
                .toPlainString();
    }
}
