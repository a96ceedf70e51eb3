package io.fairlead.ingest.validate;

import io.fairlead.model.config.Gateway;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Pod;
import io.fairlead.model.config.Problem.Told;
import io.fairlead.model.config.Secret;
import io.fairlead.model.config.Workload;
import io.fairlead.model.route.GatewayServer;
import io.fairlead.model.route.GatewayTls;
import io.fairlead.model.snapshot.MeshSnapshot;
import java.util.List;

/// Follows the names in one Gateway: pods, Secrets, other Gateways on the same port.
record GatewayReferences(MeshSnapshot mesh, Findings findings) {
    private static final String SECRETS = "kubernetes://";

    /// @param all Gateways, oldest first
    void check(Gateway gateway, List<Gateway> all) {
        List<Pod> pods =
                mesh.podsByIp().values().stream()
                        .filter(pod -> gateway.selects(pod.labels()))
                        .toList();
        boolean started =
                !pods.isEmpty()
                        || mesh.objects().values().stream()
                                .anyMatch(object ->
                                        object instanceof Workload workload
                                                && gateway.selects(workload.podLabels()));
        if (!started) {
            findings.warning(
                    "no-pods",
                    "spec.selector",
                    new Told(
                            "no pod has the labels " + gateway.selector(),
                            "a Gateway is carried by the pods that its selector chooses",
                            "start a gateway with these labels, or correct the selector"));
        }
        List<String> namespaces = pods.stream().map(Pod::namespace).distinct().sorted().toList();
        for (int i = 0; i < gateway.servers().size(); i++) {
            GatewayServer server = gateway.servers().get(i);
            String field = "spec.servers[" + i + "]";
            secrets(server, field, namespaces);
            conflict(gateway, i, all, field);
        }
    }

    private void secrets(GatewayServer server, String field, List<String> namespaces) {
        GatewayTls tls = server.tls();
        if (tls == null || !tls.ends() || tls.credentialName().isEmpty()) {
            return;
        }
        String named = tls.credentialName();
        String name = named.startsWith(SECRETS) ? named.substring(SECRETS.length()) : named;
        for (String namespace : namespaces) {
            ObjectKey key = new ObjectKey("", "Secret", namespace, name);
            if (!(mesh.objects().get(key) instanceof Secret secret) || !secret.hasPair()) {
                findings.warning(
                        "missing-secret",
                        field + ".tls.credentialName",
                        new Told(
                                "there is no Secret %s/%s with a certificate"
                                        .formatted(namespace, name),
                                "credentialName names a Secret of the gateway pod's namespace; without it"
                                        + " connections are closed",
                                "add it to the configuration, with tls.crt and tls.key"));
            }
        }
    }

    /// Of servers that can't share a port, the older Gateway's is there.
    private void conflict(Gateway gateway, int index, List<Gateway> all, String field) {
        GatewayServer server = gateway.servers().get(index);
        for (Gateway other : all) {
            int end = other.equals(gateway) ? index : other.servers().size();
            boolean meet =
                    gateway.selector().entrySet().containsAll(other.selector().entrySet())
                            || other.selector()
                                    .entrySet()
                                    .containsAll(gateway.selector().entrySet());
            for (int i = 0; meet && i < end; i++) {
                GatewayServer before = other.servers().get(i);
                if (before.number() == server.number()
                        && before.bind().equals(server.bind())
                        && !before.canStandBeside(server)) {
                    findings.warning(
                            "port-conflict",
                            field + ".port",
                            new Told(
                                    "port %d is already opened as %s by %s"
                                            .formatted(server.number(), before.way(), other.key()),
                                    "on one port all speak HTTP, or all bring the name of a server by TLS",
                                    "choose another port; the older one counts"));
                    return;
                }
            }
            if (other.equals(gateway)) {
                return;
            }
        }
    }
}
