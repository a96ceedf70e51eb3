package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.LoadBalancer.Algorithm;
import io.fairlead.model.policy.LoadBalancer.Choice;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.policy.LoadBalancer.HashTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a load balancer.
record LoadBalancerReader(Complaints complaints) {
    private static final long RING_MIN = 1024;
    private static final List<String> KEYS =
            List.of("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName");

    LoadBalancer read(Cursor balancer) {
        Cursor locality = balancer.child("localityLbSetting");
        return new LoadBalancer(
                choice(balancer), locality == null ? null : locality(locality), warmup(balancer));
    }

    private Choice choice(Cursor balancer) {
        Cursor hash = balancer.child("consistentHash");
        if (hash != null) {
            return new Choice.Hash(key(hash), table(hash));
        }
        return switch (balancer.text("simple")) {
            case "" -> new Choice.Default();
            case "LEAST_CONN", "LEAST_REQUEST" -> new Choice.Simple(Algorithm.LEAST_REQUEST);
            case "ROUND_ROBIN" -> new Choice.Simple(Algorithm.ROUND_ROBIN);
            case "RANDOM" -> new Choice.Simple(Algorithm.RANDOM);
            case "PASSTHROUGH" -> new Choice.Simple(Algorithm.PASSTHROUGH);
            default -> new Choice.Simple(Algorithm.UNSPECIFIED);
        };
    }

    private HashKey key(Cursor hash) {
        List<String> written = KEYS.stream().filter(hash::has).toList();
        if (written.size() != 1) {
            complaints.error(
                    written.isEmpty() ? "missing-field" : "exclusive-fields",
                    hash.mapping().line(),
                    hash.path(),
                    new Told(
                            written.isEmpty()
                                    ? "no key is named"
                                    : String.join(" and ", written) + " are written together",
                            "consistentHash has one of " + String.join(", ", KEYS),
                            written.isEmpty()
                                    ? "add httpHeaderName: for example"
                                    : "keep one of them"));
        }
        Cursor cookie = hash.child("httpCookie");
        if (cookie != null) {
            return cookie(cookie);
        }
        if (hash.has("httpHeaderName")) {
            return new HashKey.Header(hash.text("httpHeaderName"));
        }
        if (hash.has("httpQueryParameterName")) {
            return new HashKey.QueryParameter(hash.text("httpQueryParameterName"));
        }
        return new HashKey.SourceIp();
    }

    private static HashKey cookie(Cursor cookie) {
        Duration ttl = cookie.duration("ttl");
        return new HashKey.Cookie(
                cookie.text("name"),
                cookie.text("path"),
                ttl,
                cookie.list("attributes").stream()
                        .map(a -> new HashKey.Attribute(a.text("name"), a.text("value")))
                        .toList());
    }

    private static HashTable table(Cursor hash) {
        Cursor ring = hash.child("ringHash");
        if (ring != null) {
            return new HashTable.Ring(ring.longValue("minimumRingSize"));
        }
        Cursor maglev = hash.child("maglev");
        if (maglev != null) {
            return new HashTable.Maglev(maglev.longValue("tableSize"));
        }
        Long size = hash.longValue("minimumRingSize");
        return new HashTable.Unspecified(size == null || size == 0 ? RING_MIN : size);
    }

    private static LoadBalancer.LocalitySetting locality(Cursor setting) {
        return new LoadBalancer.LocalitySetting(
                setting.maybe("enabled"),
                setting.list("distribute").stream()
                        .map(d -> new LoadBalancer.Distribute(d.text("from"), shares(d)))
                        .toList(),
                setting.list("failover").stream()
                        .map(f -> new LoadBalancer.Failover(f.text("from"), f.text("to")))
                        .toList(),
                setting.texts("failoverPriority"));
    }

    private static SortedMap<String, Integer> shares(Cursor distribute) {
        SortedMap<String, Integer> shares = new TreeMap<>();
        distribute
                .textMap("to")
                .forEach((locality, share) -> {
                    BigDecimal number = WordCheck.number(share);
                    shares.put(locality, number == null ? 0 : number.intValue());
                });
        return shares;
    }

    private static LoadBalancer.@Nullable Warmup warmup(Cursor balancer) {
        Cursor warmup = balancer.child("warmup");
        Duration duration =
                warmup == null
                        ? balancer.duration("warmupDurationSecs")
                        : warmup.duration("duration");
        if (duration == null) {
            return null;
        }
        return warmup == null
                ? new LoadBalancer.Warmup(duration, null, null)
                : new LoadBalancer.Warmup(
                        duration, warmup.number("minimumPercent"), warmup.number("aggression"));
    }
}
