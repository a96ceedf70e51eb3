package io.fairlead.proxy.identity.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// Keys of session tickets: made here, never written down, never shared with another proxy or another filter chain. The
/// first one seals, the others still open.
final class Tickets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEYS_MAX = 2;

    private final List<OpenSslSessionTicketKey> keys;

    private Tickets(List<OpenSslSessionTicketKey> keys) {
        this.keys = List.copyOf(keys);
    }

    static Tickets first() {
        return new Tickets(List.of(key()));
    }

    /// With a new key, and the one before.
    Tickets next() {
        List<OpenSslSessionTicketKey> next = new ArrayList<>();
        next.add(key());
        keys.stream().limit(KEYS_MAX - 1).forEach(next::add);
        return new Tickets(next);
    }

    private static OpenSslSessionTicketKey key() {
        return new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    OpenSslSessionTicketKey[] keys() {
        return keys.toArray(OpenSslSessionTicketKey[]::new);
    }
}
