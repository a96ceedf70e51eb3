package io.fairlead.proxy.http.h2;

/// Why a message is malformed, RFC 9113 section 8.
enum Violation {
    /// A pseudo-header is missing, unknown, given twice, or behind an ordinary one.
    PSEUDO_HEADER,
    /// A pseudo-header's value can't be one.
    PSEUDO_VALUE,
    /// A name that is empty, has an upper-case letter or another character that it may not have.
    NAME,
    /// A value with a control character, or with space around it.
    VALUE,
    /// A header that is about an HTTP/1.1 connection.
    CONNECTION_HEADER,
    /// `te` with anything but `trailers`.
    TE,
    /// `content-length` is no number, or given twice, or another than the body's.
    LENGTH,
    /// A body without a head before it.
    NO_HEAD,
    /// An interim answer (1xx) is the last.
    ENDED_EARLY,
    /// `host` contradicts `:authority`.
    HOST,
    /// More headers than the limit.
    TOO_MANY
}
