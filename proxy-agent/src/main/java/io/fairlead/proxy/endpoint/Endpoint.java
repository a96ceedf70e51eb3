package io.fairlead.proxy.endpoint;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// What answers the requests of one path. Called on the server's own thread; what takes long completes later.
@FunctionalInterface
public interface Endpoint {

    /// The answer, or the promise of one.
    CompletionStage<Reply> answer(Query query);

    /// Answers `GET` (and `HEAD`) at once.
    static Endpoint get(Function<Query, Reply> answer) {
        return query ->
                CompletableFuture.completedFuture(
                        query.method().equals("GET") || query.method().equals("HEAD")
                                ? answer.apply(query)
                                : notAllowed());
    }

    /// Does something on `POST`, and only for a caller on this machine.
    static Endpoint localPost(Function<Query, Reply> answer) {
        return query -> {
            Reply reply =
                    !query.peer().isLoopbackAddress()
                            ? Reply.text(403, "only from this pod\n")
                            : query.method().equals("POST") ? answer.apply(query) : notAllowed();
            return CompletableFuture.completedFuture(reply);
        };
    }

    private static Reply notAllowed() {
        return Reply.text(405, "method not allowed\n");
    }
}
