package io.fairlead.app;

/// The YAML of a small mesh.
final class Yaml {
    private Yaml() {}

    /// A service with endpoints at these addresses.
    static String service(String name, String clusterIp, String... ips) {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata: {name: %1$s, namespace: default}
                        spec:
                          clusterIP: %2$s
                          selector: {app: %1$s}
                          ports: [{name: http, port: 80, targetPort: 8080}]
                        ---
                        apiVersion: discovery.k8s.io/v1
                        kind: EndpointSlice
                        metadata:
                          name: %1$s-1
                          namespace: default
                          labels: {kubernetes.io/service-name: %1$s}
                        addressType: IPv4
                        ports: [{name: http, port: 8080, protocol: TCP}]
                        endpoints:
                        """
                                .formatted(name, clusterIp));
        for (String ip : ips) {
            yaml.append("- {addresses: [").append(ip).append("], conditions: {ready: true}}\n");
        }
        return yaml.append("---\n").toString();
    }

    static String pod(String name, String ip, String app) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default, labels: {app: %s}}
        spec: {containers: [{name: app, ports: [{name: http, containerPort: 8080}]}]}
        status: {podIP: %s, podIPs: [{ip: %s}], phase: Running}
        ---
        """
                .formatted(name, app, ip, ip);
    }

    static String route(String host, String timeout) {
        return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %1$s, namespace: default}
        spec:
          hosts: [%1$s]
          http: [{timeout: %2$s, route: [{destination: {host: %1$s}}]}]
        ---
        """
                .formatted(host, timeout);
    }
}
