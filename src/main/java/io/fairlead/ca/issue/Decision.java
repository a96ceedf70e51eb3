package io.fairlead.ca.issue;

/// What is decided on a request.
public sealed interface Decision {

    record Issue(Template template) implements Decision {}

    /// @param text says what was wrong and what was expected; the caller may read it
    record Refuse(Reason reason, String text) implements Decision {}

    /// Whose fault a refusal is.
    enum Reason {
        /// The request can't be read, or its signature is wrong.
        MALFORMED,
        /// The key is of a kind or size that is not accepted.
        KEY,
        /// Our own certificate is not valid now.
        ISSUER
    }
}
