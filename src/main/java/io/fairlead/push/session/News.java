package io.fairlead.push.session;

/// What a request of the client meant.
public sealed interface News {
    TypeUrl type();

    /// It subscribed, more or less.
    record Asked(TypeUrl type) implements News {}

    /// It took an answer.
    record Acked(TypeUrl type, String nonce) implements News {}

    /// It refused an answer of several resources; they go again in smaller parts to find the bad ones.
    record Doubted(TypeUrl type, Rejection rejection) implements News {}

    /// It refused these resources and goes on with the last good ones.
    record Refused(TypeUrl type, Rejection rejection) implements News {}

    /// It spoke of an answer that is not the last one; nothing follows.
    record Stale(TypeUrl type, String nonce) implements News {}

    /// It wants more than is allowed: the stream must end.
    record Excessive(TypeUrl type, String reason) implements News {}
}
