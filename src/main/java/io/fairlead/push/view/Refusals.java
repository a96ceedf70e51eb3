package io.fairlead.push.view;

import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.push.session.Rejection;
import java.util.ArrayList;
import java.util.List;

/// What proxies refuse, as problems: they stand until the proxy takes something better, or goes.
public final class Refusals {

    private Refusals() {}

    public static List<Problem> problems(Connections connections) {
        List<Problem> problems = new ArrayList<>();
        for (ProxyStatus status : ProxyStatus.all(connections)) {
            status.rejected().forEach(r -> problems.add(problem(status.proxy().id(), r)));
        }
        problems.sort(Problem.BY_PLACE);
        return List.copyOf(problems);
    }

    private static Problem problem(String proxy, Rejection rejection) {
        String what =
                rejection.names().isEmpty()
                        ? "an answer of type " + rejection.type().shortName()
                        : rejection.type().shortName() + " " + String.join(", ", rejection.names());
        return new Problem(
                "rejected-by-proxy",
                Severity.ERROR,
                null,
                "proxy " + proxy,
                0,
                "",
                "refused %s: %s".formatted(what, rejection.message()),
                "a proxy takes what it is sent; what it refuses stays as it was before",
                "change the object that this configuration comes from, or report a bug of Fairlead");
    }
}
