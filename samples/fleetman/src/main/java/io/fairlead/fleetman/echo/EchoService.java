package io.fairlead.fleetman.echo;

import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import io.fairlead.fleetman.http.Service;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/// Answers with what came in, as text: the request line, then the headers in lower case and in order of name.
public final class EchoService implements Service {

    @Override
    public Response answer(Request request) {
        String headers =
                request.headers().lines().stream()
                        .map(line -> line.name().toLowerCase(Locale.ROOT) + ": " + line.value())
                        .sorted(Comparator.naturalOrder())
                        .collect(Collectors.joining("\n"));
        return Response.of(
                200,
                "text/plain;charset=UTF-8",
                request.method() + " " + request.target() + "\n" + headers + "\n");
    }
}
