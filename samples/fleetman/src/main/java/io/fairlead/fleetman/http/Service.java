package io.fairlead.fleetman.http;

/// One role's behaviour: a request in, a response out. Runs on a virtual thread of its own, so it may wait.
@FunctionalInterface
public interface Service {

    /// The answer.
    ///
    /// @throws RemoteFailure when another service failed; the caller gets it as HTTP 500
    Response answer(Request request);
}
