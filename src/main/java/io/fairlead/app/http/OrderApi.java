package io.fairlead.app.http;

import io.fairlead.console.Api;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.model.mtls.UnitId;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads an order of the migration, whose path is its verb, and has it taken. Who may give one is asked before: at the
/// door of the daemon that a person calls, and of one that follows by the daemon that leads.
public final class OrderApi implements Api {
    private static final int UNITS_MAX = 100;
    private static final Set<String> WORDS = Set.of("unit", "all", "by");

    /// What more some orders say.
    private static final Map<String, Set<String>> TERMS =
            Map.of(
                    "exempt", Set.of("from", "owner", "reason", "until"),
                    "unexempt", Set.of("from"));

    private final Sources.Orders orders;

    public OrderApi(Sources.Orders orders) {
        this.orders = orders;
    }

    @Override
    public Reply answer(Question order) {
        String verb = order.path();
        if (!orders.verbs().contains(verb)) {
            return Reply.text(
                    Status.NOT_FOUND_404.code(),
                    "\"%s\" is no order; there are %s"
                            .formatted(verb, String.join(", ", orders.verbs())));
        }
        List<UnitId> units = new ArrayList<>();
        Set<String> words = TERMS.getOrDefault(verb, Set.of());
        Optional<Reply> wrong = read(order, words, units);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Map<String, String> terms = new TreeMap<>();
        words.stream()
                .filter(order.parameters()::containsKey)
                .forEach(word -> terms.put(word, order.first(word).orElse("")));
        String problem = orders.taker().order(verb, units, order.first("by").orElse(""), terms);
        return problem.isEmpty() ? Reply.text(Status.OK_200.code(), "taken") : refused(problem);
    }

    private static Optional<Reply> read(Question order, Set<String> more, List<UnitId> units) {
        Set<String> unknown = new TreeSet<>(order.parameters().keySet());
        unknown.removeAll(WORDS);
        unknown.removeAll(more);
        if (!unknown.isEmpty()) {
            return wrong("an order says unit, all and by; it knows no " + unknown);
        }
        if (!OrderDoor.isName(order.first("by").orElse(""))) {
            return wrong("an order needs by=NAME, of who gives it");
        }
        for (String text : order.parameters().getOrDefault("unit", List.of())) {
            Optional<UnitId> unit = UnitId.parse(text);
            if (unit.isEmpty()) {
                return wrong("\"" + text + "\" is no unit; fix: NAMESPACE/WORKLOAD:PORT");
            }
            units.add(unit.get());
        }
        if (units.size() > UNITS_MAX) {
            return wrong(
                    "%d units at once; fix: at most %d, or all=true"
                            .formatted(units.size(), UNITS_MAX));
        }
        String all = order.first("all").orElse("false");
        boolean whole = all.equals("true");
        if (!whole && !all.equals("false")) {
            return wrong("all is true or false, not \"" + all + "\"");
        }
        return whole == units.isEmpty()
                ? Optional.empty()
                : wrong("an order needs unit=NAMESPACE/WORKLOAD:PORT, or all=true, and not both");
    }

    private static Optional<Reply> wrong(String says) {
        return Optional.of(refused(says));
    }

    private static Reply refused(String says) {
        return Reply.text(Status.BAD_REQUEST_400.code(), says);
    }
}
