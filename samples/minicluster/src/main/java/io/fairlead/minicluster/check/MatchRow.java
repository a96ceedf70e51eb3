package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Row 47: one VirtualService whose every match answers with a status of its own, and the requests that meet them.
final class MatchRow {

    private static final String FILE = "check-matches.yaml";
    private static final String URL = "http://fleetman-staff-service:8080";

    private MatchRow() {}

    /// A match, the status that its route answers, and a request that meets it.
    private record Case(String match, int status, String path, List<String> headers) {
        Case(String match, int status, String path, String... headers) {
            this(match, status, path, List.of(headers));
        }
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("{gateways: [no-such-gateway]}", 470, "/gateways"),
                    new Case("{uri: {exact: /exact}}", 471, "/exact"),
                    new Case("{uri: {prefix: /prefix/}}", 472, "/prefix/below"),
                    new Case("{uri: {regex: \"/r[0-9]+\"}}", 473, "/r42"),
                    new Case("{uri: {exact: /CASE}, ignoreUriCase: true}", 474, "/case"),
                    new Case("{headers: {x-kind: {exact: a}}}", 475, "/driver/a", "x-kind: a"),
                    new Case(
                            "{headers: {x-kind: {prefix: b-}}}",
                            476,
                            "/driver/a",
                            "x-kind: b-side"),
                    new Case(
                            "{headers: {x-kind: {regex: \"c[0-9]\"}}}",
                            477,
                            "/driver/a",
                            "x-kind: c7"),
                    new Case("{headers: {x-present: {}}}", 478, "/driver/a", "x-present: yes"),
                    new Case(
                            "{uri: {exact: /without}, withoutHeaders: {x-never: {}}}",
                            479,
                            "/without"),
                    new Case("{queryParams: {q: {exact: one}}}", 480, "/driver/a?q=one"),
                    new Case("{uri: {exact: /port}, port: 8080}", 481, "/port"),
                    new Case("{uri: {exact: /scheme}, scheme: {exact: http}}", 482, "/scheme"),
                    new Case("{uri: {exact: /method}, method: {exact: GET}}", 483, "/method"),
                    new Case(
                            "{uri: {exact: /source}, sourceLabels: {app: api-gateway}}",
                            484,
                            "/source"),
                    new Case(
                            "{uri: {exact: /authority}, authority: {prefix: fleetman-staff}}",
                            485,
                            "/authority"));

    static Outcome ask(Fleet fleet) throws InterruptedException {
        fleet.apply(FILE, rules());
        Case first = CASES.get(1);
        fleet.await(Duration.ofSeconds(2), () -> status(fleet, first) == first.status());
        List<String> wrong = new ArrayList<>();
        for (Case one : CASES) {
            int status = status(fleet, one);
            boolean never = one.match().contains("no-such-gateway");
            if (never == (status == one.status())) {
                wrong.add("%s: %d, not %d".formatted(one.match(), status, one.status()));
            }
        }
        int other = Configuration.status(fleet, "webapp", URL + "/source");
        if (other == 484) {
            wrong.add("sourceLabels met another caller");
        }
        fleet.withdraw(FILE);
        return Outcome.of(
                wrong.isEmpty(),
                wrong.isEmpty() ? CASES.size() + " matches as written" : wrong.toString(),
                CASES.size() + " matches");
    }

    private static int status(Fleet fleet, Case one) {
        return Configuration.status(
                fleet, "api-gateway", URL + one.path(), one.headers().toArray(String[]::new));
    }

    private static String rules() {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        apiVersion: networking.istio.io/v1
                        kind: VirtualService
                        metadata: {name: every-match, namespace: default}
                        spec:
                          hosts: [fleetman-staff-service.default.svc.cluster.local]
                          http:
                        """);
        for (Case one : CASES) {
            yaml.append(
                    "  - match: [%s]%n    directResponse: {status: %d}%n"
                            .formatted(one.match(), one.status()));
        }
        return yaml.append("  - route: [{destination: {host: fleetman-staff-service}}]\n")
                .toString();
    }
}
