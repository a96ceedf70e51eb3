package io.fairlead.minicluster.check;

/// A Deployment that a row brings along, of a pod that does little; in a mesh unless it stands outside.
///
/// @param labels beside `app`, each after a comma
/// @param annotations of the pod, after a comma
/// @param spec of the pod, without its braces
record TestPod(String name, int replicas, String labels, String annotations, String spec) {
    private static final String IDLE = "fairlead/idle:1";
    private static final String ECHO = "fairlead/echo:1";

    /// Does nothing; `exec` makes it ask.
    static TestPod idle(String name) {
        return new TestPod(name, 1, ", version: v1", "", container(IDLE, ""));
    }

    /// Says what it was asked, on port 8080.
    static TestPod echo(String name) {
        String profile = ", env: [{name: SPRING_PROFILES_ACTIVE, value: production-microservice}]";
        return new TestPod(name, 1, ", version: v1", "", container(ECHO, profile));
    }

    private static String container(String image, String more) {
        return "containers: [{name: app, image: \"%s\"%s}]".formatted(image, more);
    }

    /// Without a sidecar.
    TestPod outside() {
        return labelled(", sidecar.istio.io/inject: \"false\"");
    }

    /// With these labels beside `app`, and no other.
    TestPod labelled(String others) {
        return new TestPod(name, replicas, others, annotations, spec);
    }

    /// Its sidecar has this in its environment.
    TestPod configured(String variable, String value) {
        String config =
                ", annotations: {proxy.istio.io/config: '{proxyMetadata: {%s: %s}}'}"
                        .formatted(variable, value);
        return new TestPod(name, replicas, labels, config, spec);
    }

    /// Of a service account of its own.
    TestPod of(String account) {
        return new TestPod(
                name,
                replicas,
                labels,
                annotations,
                "serviceAccountName: " + account + ", " + spec);
    }

    TestPod times(int number) {
        return new TestPod(name, number, labels, annotations, spec);
    }

    /// Runs a shell script, without single quotes, instead of doing nothing.
    TestPod running(String script) {
        String command = ", command: [sh, -c, '%s']".formatted(script);
        return new TestPod(name, replicas, labels, annotations, container(IDLE, command));
    }

    String yaml() {
        return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: default}
        spec:
          replicas: %2$d
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s%3$s}%4$s}
            spec: {%5$s}
        ---
        """
                .formatted(name, replicas, labels, annotations, spec);
    }

    /// A Service that leads to its port 8080.
    String service() {
        return service(8080);
    }

    String service(int port) {
        return """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: default}
        spec: {selector: {app: %1$s}, ports: [{name: http, port: %2$d}]}
        ---
        """
                .formatted(name, port);
    }
}
