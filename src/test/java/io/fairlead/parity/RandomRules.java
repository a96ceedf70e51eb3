package io.fairlead.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Made-up rules for two services in two versions.
final class RandomRules {
    private static final String SERVICES =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: default}
            spec: {selector: {app: cart}, clusterIP: 10.96.0.1, ports: [{name: http, port: 80, targetPort: 8080}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: stock, namespace: default}
            spec: {selector: {app: stock}, clusterIP: 10.96.0.2, ports: [{name: http, port: 80, targetPort: 8080}]}
            """;

    private final RandomGenerator random;

    private RandomRules(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// Services, pods, a VirtualService and sometimes DestinationRules.
    static String yaml(long seed) {
        return new RandomRules(seed).yaml();
    }

    private String yaml() {
        List<String> objects = new ArrayList<>(List.of(SERVICES));
        int ip = 1;
        for (String app : List.of("cart", "stock")) {
            for (String version : List.of("v1", "v2")) {
                objects.add(
                        """
                        {apiVersion: v1, kind: Pod, metadata: {name: %1$s-%2$s, namespace: default, labels: {app: %1$s, version: %2$s}},
                         spec: {containers: [{name: app, ports: []}]},
                         status: {podIP: 10.244.0.%3$d, conditions: [{type: Ready, status: "True"}]}}
                        """
                                .formatted(app, version, ip++));
            }
            objects.add(
                    """
                    {apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: %1$s, namespace: default},
                     spec: {host: %1$s, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]%2$s}}
                    """
                            .formatted(app, policy()));
        }
        List<String> routes = new ArrayList<>();
        int count = random.nextInt(2, 7);
        for (int i = 0; i < count; i++) {
            routes.add("  - " + route("r" + i, i < count - 1));
        }
        objects.add(
                "apiVersion: networking.istio.io/v1\nkind: VirtualService\n"
                        + "metadata: {name: cart, namespace: default}\nspec:\n"
                        + "  hosts: [cart"
                        + one("", ", cart.example.com", ", '*.example.com'")
                        + "]\n  http:\n"
                        + String.join("\n", routes));
        return String.join("\n---\n", objects);
    }

    private String policy() {
        return one(
                "",
                "",
                ", trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}",
                ", trafficPolicy: {loadBalancer: {simple: LEAST_REQUEST}}",
                ", trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}",
                ", trafficPolicy: {connectionPool: {http: {maxRequestsPerConnection: 1}}}");
    }

    private String route(String name, boolean matching) {
        List<String> parts = new ArrayList<>(List.of("name: " + name));
        if (matching) {
            parts.add("match: [" + match() + (random.nextInt(4) == 0 ? ", " + match() : "") + "]");
        }
        switch (random.nextInt(8)) {
            case 0 -> parts.add("redirect: " + redirect());
            case 1 -> parts.add("directResponse: " + directResponse());
            default -> forward(parts);
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private void forward(List<String> parts) {
        parts.add(
                "route: ["
                        + one(
                                "{destination: {host: cart}}",
                                "{destination: {host: stock, subset: v2}}",
                                "{destination: {host: cart, subset: v1}, headers: {response: {set: {x-from: v1}}}}",
                                "{destination: {host: cart, subset: v1}, weight: 60}, {destination: {host: stock, subset: v1}, weight: 40}",
                                "{destination: {host: missing}}")
                        + "]");
        if (random.nextBoolean()) {
            parts.add("rewrite: " + rewrite());
        }
        if (random.nextInt(3) == 0) {
            parts.add("timeout: " + one("0.2s", "2s"));
        }
        if (random.nextInt(3) == 0) {
            parts.add(
                    "retries: "
                            + one(
                                    "{attempts: 0}",
                                    "{attempts: 2}",
                                    "{attempts: 3, retryOn: '5xx', perTryTimeout: 1s}",
                                    "{attempts: 1, retryOn: 'gateway-error,retriable-4xx'}",
                                    "{attempts: 2, retryOn: '418'}"));
        }
        if (random.nextInt(3) == 0) {
            parts.add("headers: " + headers());
        }
        if (random.nextInt(5) == 0) {
            parts.add(
                    "corsPolicy: {allowOrigins: [{exact: 'http://a.example'}], allowMethods: [GET, POST], maxAge: 1m}");
        }
    }

    private String match() {
        List<String> parts = new ArrayList<>();
        parts.add(
                "uri: "
                        + one(
                                "{exact: /a}",
                                "{prefix: /a}",
                                "{prefix: /a/}",
                                "{prefix: /b}",
                                "{regex: '/b/[0-9]+'}",
                                "{exact: /c/d}",
                                "{prefix: /}"));
        if (random.nextInt(3) == 0) {
            parts.add(
                    "headers: "
                            + one(
                                    "{x-user: {exact: jason}}",
                                    "{x-user: {prefix: ja}}",
                                    "{x-user: {regex: 'j.*n'}}",
                                    "{x-user: {}}",
                                    "{cookie: {regex: '.*user=jason.*'}}"));
        }
        if (random.nextInt(5) == 0) {
            parts.add("withoutHeaders: {x-debug: {exact: '1'}}");
        }
        if (random.nextInt(4) == 0) {
            parts.add("method: {exact: " + one("GET", "POST", "HEAD") + "}");
        }
        if (random.nextInt(5) == 0) {
            parts.add("queryParams: " + one("{q: {exact: '1'}}", "{q: {regex: '[0-9]+'}}"));
        }
        if (random.nextInt(6) == 0) {
            parts.add("ignoreUriCase: true");
        }
        if (random.nextInt(8) == 0) {
            parts.add("authority: {prefix: cart}");
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private String redirect() {
        return one(
                "{uri: /new}",
                "{authority: other.example}",
                "{uri: /new, authority: other.example, redirectCode: 307}",
                "{scheme: https}",
                "{scheme: https, port: 8443}",
                "{uri: /new, derivePort: FROM_REQUEST_PORT}");
    }

    private String directResponse() {
        return one(
                "{status: 418}",
                "{status: 200, body: {string: 'said here'}}",
                "{status: 204}",
                "{status: 503, body: {string: '{}'}}");
    }

    private String rewrite() {
        return one(
                "{uri: /}",
                "{uri: /x}",
                "{uri: /x/}",
                "{authority: inner.example}",
                "{uriRegexRewrite: {match: '/([a-z])/?(.*)', rewrite: '/\\2/\\1'}}");
    }

    private String headers() {
        return one(
                "{request: {set: {x-user: set}, add: {x-more: '%REQ(x-user)%'}}}",
                "{request: {remove: [x-user, user-agent]}, response: {add: {x-multi: three}}}",
                "{response: {set: {server: mine, x-multi: only}, remove: [set-cookie]}}",
                "{request: {add: {x-user: added}, set: {':authority': by-header.example}}}",
                "{request: {set: {x-client: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%', x-pct: '100%%'}}}");
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
