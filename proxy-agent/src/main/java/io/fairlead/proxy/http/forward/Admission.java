package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.model.HttpConnection;
import org.jspecify.annotations.Nullable;

/// Whether a well-formed request is taken at all. Pure.
final class Admission {

    private Admission() {}

    /// Why it is not taken; null when it is.
    static @Nullable LocalReply refusal(Head head, HttpConnection settings, boolean upgrade) {
        if (head.minorVersion() == 0 && !settings.acceptHttp10()) {
            return LocalReply.LOW_VERSION;
        }
        if (head.methodIs("CONNECT")) {
            return LocalReply.NOT_FOUND;
        }
        if (upgrade && !mayUpgrade(head, settings)) {
            return LocalReply.UPGRADE_FAILED;
        }
        return null;
    }

    /// Whether it asks for an upgrade that has to be answered; one to `h2c` may be ignored (RFC 9113 3.1).
    static boolean wantsUpgrade(Head head) {
        return head.upgrade() && !upgradesTo(head, "h2c");
    }

    /// An upgrade with a body would leave open whether its bytes are body or the new protocol's.
    private static boolean mayUpgrade(Head head, HttpConnection settings) {
        if (head.chunked() || head.contentLength() > 0) {
            return false;
        }
        for (String allowed : settings.upgrades()) {
            if (upgradesTo(head, allowed)) {
                return true;
            }
        }
        return false;
    }

    private static boolean upgradesTo(Head head, String protocol) {
        String value = head.value(KnownHeader.UPGRADE);
        return value != null && value.equalsIgnoreCase(protocol);
    }
}
