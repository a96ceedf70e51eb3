package io.fairlead.proxy.http.h2;

import io.fairlead.proxy.http.codec.Head;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the header block of a message into a head, and refuses what RFC 9113 section 8 does. One belongs to one
/// connection.
final class HeadReader {

    private final int headersMax;
    private final StringBuilder cookie = new StringBuilder();

    private @Nullable CharSequence method;
    private @Nullable CharSequence scheme;
    private @Nullable CharSequence path;
    private @Nullable CharSequence authority;
    private @Nullable CharSequence status;
    private @Nullable CharSequence host;
    private long length;
    private boolean ordinary;
    private int count;

    HeadReader(int headersMax) {
        this.headersMax = headersMax;
    }

    /// Reads a request.
    ///
    /// @param bodyFollows false when the stream ended with this block
    /// @return what is wrong, or null
    @Nullable Violation request(Http2Headers from, Head to, boolean bodyFollows) {
        begin(to);
        Violation wrong = pseudo(from, true);
        if (wrong != null) {
            return wrong;
        }
        CharSequence asked = method;
        CharSequence target = path;
        if (asked == null) {
            return Violation.PSEUDO_HEADER;
        }
        if (AsciiString.contentEquals("CONNECT", asked)) {
            if (target != null || scheme != null || authority == null) {
                return Violation.PSEUDO_HEADER;
            }
            target = authority;
        } else if (target == null || scheme == null) {
            return Violation.PSEUDO_HEADER;
        } else if (!isHttp(scheme)
                || !Fields.isPath(target, AsciiString.contentEquals("OPTIONS", asked))) {
            return Violation.PSEUDO_VALUE;
        }
        if (!Fields.isMethod(asked)) {
            return Violation.PSEUDO_VALUE;
        }
        to.request(asked, target);
        wrong = ordinary(from, to, true);
        return wrong == null ? finishRequest(to, bodyFollows) : wrong;
    }

    private @Nullable Violation finishRequest(Head to, boolean bodyFollows) {
        CharSequence named = authority;
        CharSequence repeated = host;
        if (named == null) {
            named = repeated;
        } else if (repeated != null && !AsciiString.contentEqualsIgnoreCase(named, repeated)) {
            return Violation.HOST;
        }
        if (named == null || !Fields.isAuthority(named)) {
            return Violation.HOST;
        }
        to.append("host", named);
        if (!cookie.isEmpty()) {
            to.append("cookie", cookie);
        }
        to.framing(length, length < 0 && bodyFollows);
        return null;
    }

    /// Reads a response.
    ///
    /// @return what is wrong, or null
    @Nullable Violation response(Http2Headers from, Head to, boolean bodyFollows) {
        begin(to);
        Violation wrong = pseudo(from, false);
        if (wrong != null) {
            return wrong;
        }
        CharSequence code = status;
        if (code == null) {
            return Violation.PSEUDO_HEADER;
        }
        long number = code.length() == 3 ? Fields.length(code) : -1;
        // 101 doesn't exist in HTTP/2.
        if (number < 100 || number > 599 || number == 101) {
            return Violation.PSEUDO_VALUE;
        }
        to.response((int) number);
        wrong = ordinary(from, to, false);
        to.framing(length, length < 0 && bodyFollows);
        return wrong;
    }

    /// Reads trailers.
    ///
    /// @return what is wrong, or null
    @Nullable Violation trailers(Http2Headers from, Head to) {
        begin(to);
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            if (isPseudo(field.getKey())) {
                return Violation.PSEUDO_HEADER;
            }
        }
        return ordinary(from, to, false);
    }

    private void begin(Head to) {
        to.reset();
        cookie.setLength(0);
        method = null;
        scheme = null;
        path = null;
        authority = null;
        status = null;
        host = null;
        length = Head.NO_LENGTH;
        ordinary = false;
        count = 0;
    }

    private @Nullable Violation pseudo(Http2Headers from, boolean request) {
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            CharSequence name = field.getKey();
            if (!isPseudo(name)) {
                ordinary = true;
            } else if (ordinary || !take(name, field.getValue(), request)) {
                return Violation.PSEUDO_HEADER;
            } else if (!Fields.isValue(field.getValue())) {
                return Violation.PSEUDO_VALUE;
            }
        }
        return null;
    }

    private static boolean isPseudo(CharSequence name) {
        return !name.isEmpty() && name.charAt(0) == ':';
    }

    /// Whether the pseudo-header may be here, once.
    private boolean take(CharSequence name, CharSequence value, boolean request) {
        if (!request) {
            boolean first = status == null;
            status = value;
            return first && AsciiString.contentEquals(":status", name);
        }
        if (AsciiString.contentEquals(":method", name)) {
            boolean first = method == null;
            method = value;
            return first;
        }
        if (AsciiString.contentEquals(":path", name)) {
            boolean first = path == null;
            path = value;
            return first;
        }
        if (AsciiString.contentEquals(":scheme", name)) {
            boolean first = scheme == null;
            scheme = value;
            return first;
        }
        boolean first = authority == null;
        authority = value;
        return first && AsciiString.contentEquals(":authority", name);
    }

    private static boolean isHttp(CharSequence scheme) {
        return AsciiString.contentEqualsIgnoreCase("http", scheme)
                || AsciiString.contentEqualsIgnoreCase("https", scheme);
    }

    private @Nullable Violation ordinary(Http2Headers from, Head to, boolean request) {
        for (Map.Entry<CharSequence, CharSequence> field : from) {
            CharSequence name = field.getKey();
            if (isPseudo(name)) {
                continue;
            }
            CharSequence value = field.getValue();
            Violation wrong = check(name, value);
            if (wrong != null) {
                return wrong;
            }
            if (request && AsciiString.contentEquals("host", name)) {
                if (host != null) {
                    return Violation.HOST;
                }
                host = value;
            } else if (request && AsciiString.contentEquals("cookie", name)) {
                cookie.append(cookie.isEmpty() ? "" : "; ").append(value);
            } else if (!AsciiString.contentEquals("content-length", name)) {
                to.append(name, value);
            } else if (length < 0) {
                length = Fields.length(value);
                to.append(name, value);
            }
        }
        return null;
    }

    private @Nullable Violation check(CharSequence name, CharSequence value) {
        if (++count > headersMax) {
            return Violation.TOO_MANY;
        }
        if (!Fields.isName(name)) {
            return Violation.NAME;
        }
        if (!Fields.isValue(value)) {
            return Violation.VALUE;
        }
        return switch (name.charAt(0)) {
            case 'c' -> {
                if (AsciiString.contentEquals("content-length", name)) {
                    long said = Fields.length(value);
                    yield said < 0 || (length >= 0 && said != length) ? Violation.LENGTH : null;
                }
                yield AsciiString.contentEquals("connection", name)
                        ? Violation.CONNECTION_HEADER
                        : null;
            }
            case 'k', 'p', 't', 'u' -> hopByHop(name, value);
            default -> null;
        };
    }

    private static @Nullable Violation hopByHop(CharSequence name, CharSequence value) {
        if (AsciiString.contentEquals("te", name)) {
            return AsciiString.contentEqualsIgnoreCase("trailers", value) ? null : Violation.TE;
        }
        return AsciiString.contentEquals("transfer-encoding", name)
                        || AsciiString.contentEquals("upgrade", name)
                        || AsciiString.contentEquals("keep-alive", name)
                        || AsciiString.contentEquals("proxy-connection", name)
                ? Violation.CONNECTION_HEADER
                : null;
    }
}
