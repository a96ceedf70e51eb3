package io.fairlead.proxy.filterchain;

import io.fairlead.proxy.model.ChainMatch.PrefixRange;
import java.net.InetAddress;

/// Is an address in a range?
final class Prefixes {
    private Prefixes() {}

    static boolean contains(PrefixRange range, InetAddress address) {
        byte[] wanted = InetAddress.ofLiteral(range.address()).getAddress();
        byte[] given = address.getAddress();
        if (wanted.length != given.length || range.length() > wanted.length * 8) {
            return false;
        }
        int whole = range.length() / 8;
        for (int i = 0; i < whole; i++) {
            if (wanted[i] != given[i]) {
                return false;
            }
        }
        int rest = range.length() % 8;
        return rest == 0 || ((wanted[whole] ^ given[whole]) & 0xff & (0xff << (8 - rest))) == 0;
    }
}
