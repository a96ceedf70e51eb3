package io.fairlead.proxy.http.route;

/// Where the host ends in a host header.
public final class HostPort {
    private HostPort() {}

    /// The length without `:port`; all of it when there is no port. An IPv6 address without brackets has none.
    public static int hostLength(CharSequence authority) {
        int colon = -1;
        int colons = 0;
        for (int i = 0; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c == ']') {
                colon = -1;
                colons = 0;
            } else if (c == ':') {
                colon = i;
                colons++;
            }
        }
        return colons == 1 && isNumber(authority, colon + 1) ? colon : authority.length();
    }

    private static boolean isNumber(CharSequence text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return from < text.length() && text.length() - from <= 5;
    }
}
