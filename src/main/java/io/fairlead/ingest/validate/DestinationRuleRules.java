package io.fairlead.ingest.validate;

import io.fairlead.model.config.DestinationRule;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.policy.ConnectionPool;
import io.fairlead.model.policy.LoadBalancer;
import io.fairlead.model.policy.LoadBalancer.Choice;
import io.fairlead.model.policy.LoadBalancer.HashKey;
import io.fairlead.model.policy.LoadBalancer.HashTable;
import io.fairlead.model.policy.OutlierDetection;
import io.fairlead.model.policy.Subset;
import io.fairlead.model.policy.TrafficPolicy;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Istio's rules for a DestinationRule.
record DestinationRuleRules(Findings findings) {
    private static final long MAGLEV_MAX = 5_000_011;
    private static final String SECRETS = "kubernetes://";
    private static final Pattern SECRET_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final int PRIME_CERTAINTY = 30;

    void check(DestinationRule rule) {
        Names names = new Names(findings);
        names.host(rule.host(), "spec.host");
        names.exportTo(rule.exportTo(), "spec.exportTo");
        names.labels(rule.workloadSelector(), "spec.workloadSelector.matchLabels");
        policy(rule.trafficPolicy(), "spec.trafficPolicy", names);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < rule.subsets().size(); i++) {
            Subset subset = rule.subsets().get(i);
            String field = "spec.subsets[" + i + "]";
            names.dnsLabel(subset.name(), field + ".name", "subset name");
            names.labels(subset.labels(), field + ".labels");
            policy(subset.trafficPolicy(), field + ".trafficPolicy", names);
            if (!seen.add(subset.name())) {
                findings.error(
                        "duplicate-subset",
                        field + ".name",
                        new Told(
                                "the subset \"" + subset.name() + "\" is there twice",
                                "subsets of one host have different names",
                                "rename one of them"));
            }
        }
    }

    private void policy(TrafficPolicy policy, String field, Names names) {
        if (policy.loadBalancer() != null) {
            balancer(policy.loadBalancer(), field + ".loadBalancer", names);
        }
        if (policy.connectionPool() != null) {
            pool(policy.connectionPool(), field + ".connectionPool", names);
        }
        if (policy.outlierDetection() != null) {
            outlier(policy.outlierDetection(), field + ".outlierDetection");
        }
        if (policy.tls() != null) {
            tls(policy.tls(), field + ".tls");
        }
        policy.ports()
                .forEach((port, nested) -> policy(nested, field + ".portLevelSettings", names));
    }

    private void balancer(LoadBalancer balancer, String field, Names names) {
        if (balancer.choice() instanceof Choice.Hash(HashKey key, HashTable table)) {
            String at = field + ".consistentHash";
            switch (key) {
                case HashKey.Header(String name) -> names.header(name, at + ".httpHeaderName");
                case HashKey.Cookie cookie -> names.header(cookie.name(), at + ".httpCookie.name");
                case HashKey.QueryParameter(String name) -> {
                    if (name.isEmpty()) {
                        Told told =
                                new Told("is empty", "the parameter has a name", "write the name");
                        findings.error("empty-value", at + ".httpQueryParameterName", told);
                    }
                }
                case HashKey.SourceIp() -> {
                    // Nothing to be wrong.
                }
            }
            if (table instanceof HashTable.Maglev(Long size)
                    && size != null
                    && !isTableSize(size)) {
                Told told =
                        new Told(
                                size + " is not a table size",
                                "a prime number up to " + MAGLEV_MAX,
                                "write 65537");
                findings.error("bad-table-size", at + ".maglev.tableSize", told);
            }
        }
        LoadBalancer.LocalitySetting locality = balancer.locality();
        if (locality != null
                && !locality.distribute().isEmpty()
                && !locality.failover().isEmpty()) {
            Told told =
                    new Told(
                            "distribute and failover are written together",
                            "at most one",
                            "keep one of them");
            findings.error("exclusive-fields", field + ".localityLbSetting", told);
        }
    }

    private static boolean isTableSize(long size) {
        return size > 1
                && size <= MAGLEV_MAX
                && BigInteger.valueOf(size).isProbablePrime(PRIME_CERTAINTY);
    }

    private void pool(ConnectionPool pool, String field, Names names) {
        if (pool.tcp() == null && pool.http() == null) {
            Told told =
                    new Told(
                            "limits nothing",
                            "a connectionPool has tcp or http",
                            "add one, or drop it");
            findings.error("missing-field", field, told);
        }
        if (pool.tcp() != null) {
            names.notNegative(field + ".tcp.maxConnections", pool.tcp().maxConnections());
        }
        ConnectionPool.Http http = pool.http();
        if (http != null) {
            names.notNegative(
                    field + ".http.http1MaxPendingRequests", http.http1MaxPendingRequests());
            names.notNegative(field + ".http.http2MaxRequests", http.http2MaxRequests());
            names.notNegative(
                    field + ".http.maxRequestsPerConnection", http.maxRequestsPerConnection());
            names.notNegative(field + ".http.maxRetries", http.maxRetries());
            names.notNegative(field + ".http.maxConcurrentStreams", http.maxConcurrentStreams());
            if (http.useClientProtocol() && http.h2UpgradePolicy().equals("UPGRADE")) {
                Told told =
                        new Told(
                                "useClientProtocol and h2UpgradePolicy: UPGRADE contradict each other",
                                "the client's protocol is either kept or upgraded",
                                "keep one of them");
                findings.error("exclusive-fields", field + ".http", told);
            }
        }
    }

    private void outlier(OutlierDetection outlier, String field) {
        Names names = new Names(findings);
        if (outlier.maxEjectionPercent() != null) {
            names.percentage(outlier.maxEjectionPercent(), field + ".maxEjectionPercent");
        }
        if (outlier.minHealthPercent() != null) {
            names.percentage(outlier.minHealthPercent(), field + ".minHealthPercent");
        }
        names.notNegative(field + ".consecutiveErrors", outlier.consecutiveErrors());
        Integer local = outlier.consecutiveLocalOriginFailures();
        if (local != null && local > 0 && !outlier.splitExternalLocalOriginErrors()) {
            findings.error(
                    "idle-field",
                    field + ".consecutiveLocalOriginFailures",
                    new Told(
                            "is written without splitExternalLocalOriginErrors: true",
                            "local failures are counted apart only when errors are split",
                            "add splitExternalLocalOriginErrors: true"));
        }
    }

    private void credential(TrafficPolicy.ClientTls tls, String field) {
        String name = tls.credentialName();
        if (name.isEmpty()) {
            return;
        }
        String secret = name.startsWith(SECRETS) ? name.substring(SECRETS.length()) : name;
        if (!SECRET_NAME.matcher(secret).matches()) {
            Told told =
                    new Told(
                            "\"" + name + "\" is not the name of a Secret",
                            "certificates come from a Secret of the rule's namespace",
                            "write its name, without a namespace");
            findings.error("bad-name", field + ".credentialName", told);
        }
        boolean more =
                !tls.clientCertificate().isEmpty()
                        || !tls.privateKey().isEmpty()
                        || !tls.caCertificates().isEmpty()
                        || !tls.caCrl().isEmpty();
        if (more) {
            Told told =
                    new Told(
                            "credentialName and files are written together",
                            "certificates come from a Secret or from files",
                            "keep one of them; a Secret has its CA in ca.crt, its lists in ca.crl");
            findings.error("exclusive-fields", field + ".credentialName", told);
        }
    }

    private void tls(TrafficPolicy.ClientTls tls, String field) {
        credential(tls, field);
        boolean files = !tls.clientCertificate().isEmpty() || !tls.privateKey().isEmpty();
        boolean pair = !tls.clientCertificate().isEmpty() && !tls.privateKey().isEmpty();
        if (tls.mode().equals("MUTUAL") && !pair && tls.credentialName().isEmpty()) {
            Told told =
                    new Told(
                            "MUTUAL without a certificate of the client",
                            "MUTUAL has clientCertificate and privateKey, or credentialName",
                            "add them, or use ISTIO_MUTUAL");
            findings.error("missing-field", field, told);
        }
        boolean foreign =
                files
                        || !tls.credentialName().isEmpty()
                        || !tls.caCertificates().isEmpty()
                        || !tls.caCrl().isEmpty();
        if (tls.mode().equals("ISTIO_MUTUAL") && foreign) {
            Told told =
                    new Told(
                            "ISTIO_MUTUAL with certificates or their revocation",
                            "with ISTIO_MUTUAL the mesh's own certificates are used",
                            "remove them, or use MUTUAL");
            findings.error("exclusive-fields", field, told);
        }
    }
}
