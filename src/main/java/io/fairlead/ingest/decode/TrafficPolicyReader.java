package io.fairlead.ingest.decode;

import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.policy.ConnectionPool;
import io.fairlead.model.policy.OutlierDetection;
import io.fairlead.model.policy.TrafficPolicy;
import io.fairlead.model.policy.TrafficPolicy.ClientTls;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a traffic policy.
record TrafficPolicyReader(Complaints complaints) {

    TrafficPolicy read(@Nullable Cursor policy) {
        if (policy == null) {
            return TrafficPolicy.NONE;
        }
        SortedMap<Integer, TrafficPolicy> ports = new TreeMap<>();
        for (Cursor port : policy.list("portLevelSettings")) {
            Cursor selector = port.child("port");
            int number = selector == null ? 0 : selector.integer("number", 0);
            if (number < 1 || number > 65535) {
                Told told =
                        new Told(
                                "the port " + number + " does not exist",
                                "portLevelSettings name a port of the service, 1 to 65535",
                                "write port: {number: N}");
                complaints.error("bad-port", port.lineOf("port"), port.at("port"), told);
            } else if (ports.putIfAbsent(number, one(port, new TreeMap<>())) != null) {
                Told told =
                        new Told(
                                "port " + number + " is set twice",
                                "a port is set once",
                                "merge the two");
                complaints.error(
                        "duplicate-port", port.lineOf("port"), port.at("port.number"), told);
            }
        }
        return one(policy, ports);
    }

    private TrafficPolicy one(Cursor policy, SortedMap<Integer, TrafficPolicy> ports) {
        Cursor balancer = policy.child("loadBalancer");
        return new TrafficPolicy(
                balancer == null ? null : new LoadBalancerReader(complaints).read(balancer),
                pool(policy.child("connectionPool")),
                outlier(policy.child("outlierDetection")),
                tls(policy.child("tls")),
                ports);
    }

    private static @Nullable ConnectionPool pool(@Nullable Cursor pool) {
        if (pool == null) {
            return null;
        }
        return new ConnectionPool(tcp(pool.child("tcp")), http(pool.child("http")));
    }

    private static ConnectionPool.@Nullable Tcp tcp(@Nullable Cursor tcp) {
        if (tcp == null) {
            return null;
        }
        Cursor probes = tcp.child("tcpKeepalive");
        return new ConnectionPool.Tcp(
                tcp.integer("maxConnections"),
                tcp.duration("connectTimeout"),
                tcp.duration("idleTimeout"),
                tcp.duration("maxConnectionDuration"),
                probes == null
                        ? null
                        : new ConnectionPool.KeepAlive(
                                probes.integer("probes"),
                                probes.duration("time"),
                                probes.duration("interval")));
    }

    private static ConnectionPool.@Nullable Http http(@Nullable Cursor http) {
        if (http == null) {
            return null;
        }
        return new ConnectionPool.Http(
                http.integer("http1MaxPendingRequests"),
                http.integer("http2MaxRequests"),
                http.integer("maxRequestsPerConnection"),
                http.integer("maxRetries"),
                http.integer("maxConcurrentStreams"),
                http.duration("idleTimeout"),
                http.text("h2UpgradePolicy"),
                http.flag("useClientProtocol"));
    }

    private @Nullable OutlierDetection outlier(@Nullable Cursor outlier) {
        if (outlier == null) {
            return null;
        }
        if (outlier.has("consecutiveErrors")) {
            Told told =
                    new Told(
                            "consecutiveErrors is deprecated; it counts 502, 503 and 504 as Istio 1.5 did",
                            "consecutive5xxErrors or consecutiveGatewayErrors say which errors count",
                            "write consecutiveGatewayErrors (the same meaning) or consecutive5xxErrors");
            complaints.warning(
                    "deprecated-field",
                    outlier.lineOf("consecutiveErrors"),
                    outlier.at("consecutiveErrors"),
                    told);
        }
        List<Integer> codes = new ArrayList<>();
        outlier.texts("outlierDetectionHttpErrorCodes")
                .forEach(code -> {
                    BigDecimal number = WordCheck.number(code);
                    if (number != null) {
                        codes.add(number.intValue());
                    }
                });
        return new OutlierDetection(
                outlier.integer("consecutiveErrors"),
                outlier.integer("consecutive5xxErrors"),
                outlier.integer("consecutiveGatewayErrors"),
                outlier.integer("consecutiveLocalOriginFailures"),
                outlier.flag("splitExternalLocalOriginErrors"),
                outlier.duration("interval"),
                outlier.duration("baseEjectionTime"),
                outlier.integer("maxEjectionPercent"),
                outlier.integer("minHealthPercent"),
                codes);
    }

    private static @Nullable ClientTls tls(@Nullable Cursor tls) {
        if (tls == null) {
            return null;
        }
        String mode = tls.text("mode");
        return new ClientTls(
                mode.isEmpty() ? "DISABLE" : mode,
                tls.text("sni"),
                tls.texts("subjectAltNames"),
                tls.text("credentialName"),
                tls.text("caCertificates"),
                tls.text("caCrl"),
                tls.text("clientCertificate"),
                tls.text("privateKey"),
                tls.flag("insecureSkipVerify"));
    }
}
