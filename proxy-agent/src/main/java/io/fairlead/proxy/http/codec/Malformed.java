package io.fairlead.proxy.http.codec;

import org.jspecify.annotations.Nullable;

/// Why bytes are not accepted as HTTP/1.1. All of them close the connection.
public enum Malformed {
    /// A line ended with LF alone.
    BARE_LF(400),
    /// CR without LF.
    BARE_CR(400),
    /// A control character, or a byte that the place does not allow.
    BAD_CHARACTER(400),
    /// The method is not a token, or is too long.
    BAD_METHOD(400),
    /// The target is empty, has a fragment, or is of a form that its method does not have.
    BAD_TARGET(400),
    /// Anything but `HTTP/1.0` and `HTTP/1.1`.
    BAD_VERSION(400),
    /// The status line of a response.
    BAD_STATUS(400),
    /// A header name that is empty, no token, or followed by a space.
    BAD_NAME(400),
    /// A line that continues the one before it.
    FOLDED(400),
    /// `Host` is missing, given twice, or cannot be a host.
    BAD_HOST(400),
    /// `Content-Length` is no number, too large, or given twice.
    BAD_LENGTH(400),
    /// `Transfer-Encoding` is given twice, with HTTP/1.0, or is not a list of tokens that ends in one `chunked`.
    BAD_ENCODING(400),
    /// A transfer coding other than `chunked`.
    UNKNOWN_ENCODING(501),
    /// Both `Content-Length` and `Transfer-Encoding`.
    TWO_LENGTHS(400),
    /// `Connection` nominates a header that the message cannot lose.
    BAD_CONNECTION(400),
    /// The size line of a chunk.
    BAD_CHUNK_SIZE(400),
    /// The extensions of a chunk.
    BAD_CHUNK_EXTENSION(400),
    /// A chunk does not end where its size says.
    BAD_CHUNK_END(400),
    /// The trailer section.
    BAD_TRAILER(400),
    /// More bytes or more headers in one head than its limit.
    HEAD_TOO_LARGE(431);

    private final int status;

    Malformed(int status) {
        this.status = status;
    }

    /// The problem, or one of no special kind.
    public static Malformed known(@Nullable Malformed problem) {
        return problem == null ? BAD_CHARACTER : problem;
    }

    /// The status that a client gets for it.
    public int status() {
        return status;
    }
}
