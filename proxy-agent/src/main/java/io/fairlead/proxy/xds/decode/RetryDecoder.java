package io.fairlead.proxy.xds.decode;

import io.fairlead.proxy.model.RetryPolicy;
import io.fairlead.proxy.model.RetryPolicy.BackOff;
import io.fairlead.proxy.model.RetryPolicy.On;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// `RetryPolicy` → [RetryPolicy].
final class RetryDecoder {
    private RetryDecoder() {}

    static RetryPolicy retry(
            boolean isThere, io.envoyproxy.envoy.config.route.v3.RetryPolicy wire, Notes notes) {
        if (!isThere) {
            return RetryPolicy.NONE;
        }
        Set<On> on = EnumSet.noneOf(On.class);
        for (String name : wire.getRetryOn().split(",", 64)) {
            add(on, name.strip(), notes.at("retry_on"));
        }
        if (wire.getRetriableStatusCodesCount() > 0
                && wire.getRetriableStatusCodesList().stream()
                        .anyMatch(code -> code < 100 || code > 599)) {
            notes.at("retriable_status_codes").error("a status that isn't between 100 and 599");
        }
        boolean others =
                wire.getRetryHostPredicateList().stream()
                        .anyMatch(predicate -> predicate.getName().endsWith("previous_hosts"));
        return new RetryPolicy(
                on,
                wire.hasNumRetries() ? Values.u32(wire.getNumRetries()) : 1,
                List.copyOf(wire.getRetriableStatusCodesList()),
                wire.getRetriableHeadersList().stream()
                        .map(header -> MatcherDecoder.header(header, notes.at("retriable_headers")))
                        .toList(),
                Values.duration(wire.getPerTryTimeout(), notes.at("per_try_timeout")),
                backOff(wire, notes.at("retry_back_off")),
                others ? Math.clamp(wire.getHostSelectionRetryMaxAttempts(), 1, 100) : 0);
    }

    private static void add(Set<On> to, String name, Notes notes) {
        if (name.isEmpty()) {
            return;
        }
        for (On on : On.values()) {
            if (on.wireName().equals(name)) {
                to.add(on);
                return;
            }
        }
        notes.noEffect("'" + name + "' isn't known");
    }

    private static BackOff backOff(
            io.envoyproxy.envoy.config.route.v3.RetryPolicy wire, Notes notes) {
        if (!wire.hasRetryBackOff()) {
            return BackOff.DEFAULT;
        }
        Duration base = Values.duration(wire.getRetryBackOff().getBaseInterval(), notes);
        Duration max =
                wire.getRetryBackOff().hasMaxInterval()
                        ? Values.duration(wire.getRetryBackOff().getMaxInterval(), notes)
                        : base.multipliedBy(10);
        if (base.isZero() || max.compareTo(base) < 0) {
            notes.error("base_interval has to be positive and max_interval at least as long");
        }
        return new BackOff(base, max);
    }
}
