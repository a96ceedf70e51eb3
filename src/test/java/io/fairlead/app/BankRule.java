package io.fairlead.app;

/// Objects by which a sidecar shows a certificate that a Secret holds.
final class BankRule {

    private BankRule() {}

    /// Clients in namespace `shop` call `bank` with the certificate in a Secret.
    static String rule() {
        return """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: bank, namespace: shop}
        spec:
          host: bank
          workloadSelector: {matchLabels: {app: web}}
          trafficPolicy: {tls: {mode: MUTUAL, credentialName: bank, sni: bank.example}}
        """;
    }

    /// Lets the account `web` read Secrets.
    static String access() {
        return """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader, namespace: shop}
        rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: readers, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
        """;
    }

    /// A key of a Secret.
    static String entry(String key, String pem) {
        return "  %s: |\n%s".formatted(key, pem.indent(4));
    }
}
