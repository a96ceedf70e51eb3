package io.fairlead.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One line of `calls.txt`: who calls what, and what becomes of it.
///
/// ```text
/// web: 10.96.1.2:9080 host=reviews path=/v2 user=x => cluster outbound|9080|v2|reviews.default.svc.cluster.local
/// web: 10.96.1.2:9080 host=reviews => 302 http://other/ route=moved
/// to web: 10.244.0.1:8080 => pod 10.244.0.1:8080 chain=0.0.0.0_8080
/// ```
record Line(String text, boolean inbound, String pod, Call call, List<String> expected) {

    static Line of(String text) {
        String[] halves = text.split(" => ", 2);
        int colon = halves[0].indexOf(": ");
        String who = halves[0].substring(0, colon).strip();
        boolean inbound = who.startsWith("to ");
        String rest = halves[0].substring(colon + 2).strip();
        int space = rest.indexOf(' ');
        String destination = space < 0 ? rest : rest.substring(0, space);
        String words = space < 0 ? "" : rest.substring(space);
        return new Line(
                text,
                inbound,
                inbound ? who.substring(3) : who,
                Call.call(destination, Call.words(words)),
                new ArrayList<>(Arrays.asList(halves[1].strip().split(" +"))));
    }

    void check(SimulatedMesh mesh) {
        SimulatedProxy proxy = mesh.beside(pod);
        Outcome outcome = inbound ? proxy.receive(call) : proxy.send(call);
        List<String> left = new ArrayList<>(expected);
        switch (left.removeFirst()) {
            case "pod" -> outcome.goesTo(left.removeFirst());
            case "cluster" -> outcome.goesThrough(left.removeFirst());
            case "closed" -> outcome.isAnswered(-1);
            case String status -> {
                outcome.isAnswered(Integer.parseInt(status));
                if (!left.isEmpty() && left.getFirst().matches("[^=]*|https?://.*")) {
                    assertThat(outcome.location()).isEqualTo(left.removeFirst());
                }
            }
        }
        left.forEach(detail -> check(detail, outcome));
    }

    private static void check(String detail, Outcome outcome) {
        if (detail.startsWith("!")) {
            assertThat(outcome.headers())
                    .as(outcome.toString())
                    .doesNotContainKey(detail.substring(1));
            return;
        }
        String name = detail.substring(0, detail.indexOf('='));
        String value = detail.substring(name.length() + 1);
        String actual =
                switch (name) {
                    case "listener" -> outcome.listener();
                    case "chain" -> outcome.chain();
                    case "route" -> outcome.route();
                    case "cluster" -> outcome.cluster();
                    case "host" -> outcome.host();
                    case "path" -> outcome.path();
                    default -> outcome.headers().getOrDefault(name, "");
                };
        assertThat(actual).as(name + " in " + outcome).isEqualTo(value);
    }
}
