package io.fairlead.minicluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fairlead.minicluster.kubelet.ControlGroups.Limits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Resources of containers: limits, and what the downward API tells, whole numbers of a divisor, rounded up. Pure.
final class Amounts {

    private Amounts() {}

    /// What each container may use.
    static Map<String, Limits> limits(Pod pod) {
        return Stream.concat(
                        pod.getSpec().getInitContainers().stream(),
                        pod.getSpec().getContainers().stream())
                .collect(
                        Collectors.toMap(
                                Container::getName,
                                one ->
                                        new Limits(
                                                limit(one, "memory", "1"),
                                                limit(one, "cpu", "1m"))));
    }

    private static long limit(Container container, String resource, String unit) {
        return Long.parseLong(
                of(
                        container,
                        new ResourceFieldSelector(null, new Quantity(unit), "limits." + resource)));
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
