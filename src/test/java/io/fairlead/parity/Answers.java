package io.fairlead.parity;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers without what differs from one moment to the next.
final class Answers {
    /// Times, and names made up for this request.
    private static final Set<String> OF_THE_MOMENT =
            Set.of("date", "x-envoy-upstream-service-time");

    /// How an answer without a body is framed.
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

    /// What ours sends in addition: see docs/DIFFERENCES.md.
    private static final String OPERATION = "x-envoy-decorator-operation: ";

    /// A later attempt says how much is left, which nobody can foretell.
    private static final Pattern RETRIED = Pattern.compile("x-envoy-attempt-count: [2-9]");

    private static final Pattern LEFT = Pattern.compile("(x-envoy-expected-rq-timeout-ms: )\\d+");

    private Answers() {}

    /// Status, headers by name, body.
    static String normal(Request request, Head answer) {
        String headers =
                answer.lines().stream()
                        .filter(line -> !FRAMING.contains(line.name()))
                        .map(line ->
                                OF_THE_MOMENT.contains(line.name())
                                        ? line.name() + ": *"
                                        : line.toString())
                        .sorted()
                        .collect(Collectors.joining("\n"));
        String body =
                answer.body()
                        .lines()
                        .map(line -> isGeneratedId(request, line) ? "x-request-id: *" : line)
                        .filter(Predicate.not(String::isBlank))
                        .filter(line -> !line.startsWith(OPERATION))
                        .collect(Collectors.joining("\n"));
        if (RETRIED.matcher(body).find()) {
            body = LEFT.matcher(body).replaceAll("$1*");
        }
        return answer.start().split(" ", 3)[1] + "\n" + headers + "\n\n" + body;
    }

    private static boolean isGeneratedId(Request request, String line) {
        return line.startsWith("x-request-id: ") && !request.has("x-request-id");
    }
}
