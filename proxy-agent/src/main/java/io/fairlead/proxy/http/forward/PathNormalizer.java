package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.model.HttpConnection.PathNormalization;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What becomes of a path before routes are matched (RFC 3986, section 6): letters, digits and `-._~` that were escaped
/// without need are themselves again, what no URL may hold is escaped, dot segments are resolved (also those with
/// parameters, `..;x`), `\` counts as a slash; an escaped zero byte is refused. Everything else stays as it was sent,
/// double slashes too unless they are to be merged.
public final class PathNormalizer {

    private static final String UNSAFE = "\"<>^`{|}";
    private static final String HEX = "0123456789ABCDEF";

    private PathNormalizer() {}

    /// The target after normalisation, the same object when nothing changes; null when it is to be refused.
    public static @Nullable String normalize(String target, PathNormalization settings) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            return target;
        }
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String before = path;
        boolean escaped = hasEscapedSlash(path);
        switch (settings.escapedSlashes()) {
            case KEEP -> {}
            case REJECT -> {
                if (escaped) {
                    return null;
                }
            }
            case UNESCAPE_AND_REDIRECT, UNESCAPE_AND_FORWARD ->
                    path = escaped ? unescapeSlashes(path) : path;
        }
        if (settings.normalize()) {
            if (path.contains("%00")) {
                return null;
            }
            path = escapeUnsafe(unescapeUnreserved(path));
            path = hasDots(path) ? resolve(path) : path;
        }
        if (settings.mergeSlashes() && path.contains("//")) {
            path = path.replaceAll("/{2,}", "/");
        }
        if (path.equals(before)) {
            return target;
        }
        return mark < 0 ? path : path + target.substring(mark);
    }

    private static boolean hasEscapedSlash(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (isEscape(path, at, "2f") || isEscape(path, at, "5c")) {
                return true;
            }
        }
        return false;
    }

    private static String unescapeSlashes(String path) {
        return path.replaceAll("(?i)%2f", "/").replaceAll("(?i)%5c", "\\\\");
    }

    private static boolean isEscape(String path, int at, String lowerHex) {
        return path.regionMatches(true, at + 1, lowerHex, 0, 2);
    }

    /// A rule for `/admin` must meet `/%61dmin` too.
    private static String unescapeUnreserved(String path) {
        int at = path.indexOf('%');
        if (at < 0) {
            return path;
        }
        var out = new StringBuilder(path.length());
        int from = 0;
        for (; at >= 0; at = path.indexOf('%', at + 1)) {
            int octet = octet(path, at);
            if (isUnreserved(octet)) {
                out.append(path, from, at).append((char) octet);
                from = at + 3;
            }
        }
        return from == 0 ? path : out.append(path, from, path.length()).toString();
    }

    private static String escapeUnsafe(String path) {
        int at = unsafe(path, 0);
        if (at == path.length()) {
            return path;
        }
        var out = new StringBuilder(path.length() + 16);
        int from = 0;
        for (; at < path.length(); at = unsafe(path, from)) {
            char c = path.charAt(at);
            out.append(path, from, at).append('%');
            out.append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            from = at + 1;
        }
        return out.append(path, from, path.length()).toString();
    }

    private static int unsafe(String path, int from) {
        int at = from;
        while (at < path.length() && UNSAFE.indexOf(path.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /// What is escaped at this `%`, or -1.
    private static int octet(String path, int at) {
        if (at + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isUnreserved(int octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == '-'
                || octet == '.'
                || octet == '_'
                || octet == '~';
    }

    /// Whether there may be something to resolve.
    private static boolean hasDots(String path) {
        return path.indexOf('\\') >= 0 || path.contains("/.");
    }

    private static boolean isDots(String dots, String segment) {
        return segment.startsWith(dots)
                && (segment.length() == dots.length() || segment.charAt(dots.length()) == ';');
    }

    /// RFC 3986 5.2.4.
    private static String resolve(String path) {
        String slashes = path.replace('\\', '/');
        var segments = new ArrayDeque<String>();
        int at = 1;
        boolean directory = false;
        while (at <= slashes.length()) {
            int next = slashes.indexOf('/', at);
            int end = next < 0 ? slashes.length() : next;
            String segment = slashes.substring(at, end);
            boolean up = isDots("..", segment);
            directory = up || isDots(".", segment);
            if (up) {
                segments.pollLast();
            } else if (!directory) {
                segments.addLast(segment);
            }
            at = end + 1;
        }
        var out = new StringBuilder(path.length());
        for (Iterator<String> i = segments.iterator(); i.hasNext(); ) {
            out.append('/').append(i.next());
        }
        return directory || out.isEmpty() ? out.append('/').toString() : out.toString();
    }
}
