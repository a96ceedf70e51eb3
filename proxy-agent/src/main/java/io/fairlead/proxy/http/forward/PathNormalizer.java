package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.model.HttpConnection.PathNormalization;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What becomes of a path before routes are matched: dot segments are resolved, `%2e` counting as a dot and `\` as a
/// slash; everything else stays as it was sent, double slashes too unless they are to be merged.
public final class PathNormalizer {

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
        if (settings.normalize() && hasDots(path)) {
            path = resolve(path);
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

    /// Whether there may be something to resolve.
    private static boolean hasDots(String path) {
        if (path.indexOf('\\') >= 0 || path.contains("/.")) {
            return true;
        }
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (isEscape(path, at, "2e")) {
                return true;
            }
        }
        return false;
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
            String dots = segment.replaceAll("(?i)%2e", ".");
            directory = dots.equals(".") || dots.equals("..");
            if (dots.equals("..")) {
                segments.pollLast();
            } else if (!dots.equals(".")) {
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
