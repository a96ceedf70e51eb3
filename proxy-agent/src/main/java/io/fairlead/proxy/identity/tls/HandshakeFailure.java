package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.verify.Refusal;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a failed handshake failed of.
///
/// @param text for people
public record HandshakeFailure(Refusal reason, String text) {

    private static final int CAUSES_MAX = 10;

    /// What the JDK says of a name that isn't to its taste.
    private static final String ILLEGAL_NAME = "Illegal server name";

    private static final String NO_BORINGSSL =
            "the client calls this server by a name that the JDK's TLS refuses, as it does all with"
                    + " underscores, which Istio's have. Fix: run the sidecar on linux-x86_64, where it"
                    + " has BoringSSL";

    /// Reads it out of what the TLS library threw.
    public static HandshakeFailure of(Throwable thrown) {
        RefusedPeer ours = ours(thrown);
        if (ours != null) {
            return new HandshakeFailure(ours.reason(), ours.text());
        }
        if (isIllegalName(thrown)) {
            return new HandshakeFailure(Refusal.MALFORMED_HANDSHAKE, NO_BORINGSSL);
        }
        String text = text(thrown);
        return new HandshakeFailure(reason(thrown, text.toUpperCase(Locale.ROOT)), text);
    }

    private static boolean isIllegalName(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (String.valueOf(cause.getMessage()).contains(ILLEGAL_NAME)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static @Nullable RefusedPeer ours(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof RefusedPeer reasoned) {
                return reasoned;
            }
            for (Throwable other : cause.getSuppressed()) {
                if (other instanceof RefusedPeer reasoned) {
                    return reasoned;
                }
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static String text(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < CAUSES_MAX && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? thrown.getMessage() : cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
    }

    /// BoringSSL's words; the JDK's where it stands in.
    private static Refusal reason(Throwable thrown, String text) {
        if (thrown instanceof SslHandshakeTimeoutException || text.contains("TIMED OUT")) {
            return Refusal.TIMEOUT;
        }
        if (has(text, "HTTP_REQUEST", "WRONG_VERSION_NUMBER")
                || thrown instanceof NotSslRecordException
                || thrown.getCause() instanceof NotSslRecordException) {
            return Refusal.PLAINTEXT;
        }
        if (has(text, "_ALERT_", "RECEIVED FATAL ALERT")) {
            return has(text, "PROTOCOL_VERSION")
                    ? Refusal.PROTOCOL_VERSION
                    : Refusal.REFUSED_BY_PEER;
        }
        if (has(text, "PEER_DID_NOT_RETURN_A_CERTIFICATE", "EMPTY CLIENT CERTIFICATE")) {
            return Refusal.NO_CERTIFICATE;
        }
        if (has(text, "UNSUPPORTED_PROTOCOL", "VERSION")) {
            return Refusal.PROTOCOL_VERSION;
        }
        if (has(text, "NO_SHARED_CIPHER", "NO_SHARED_GROUP", "NO CIPHER SUITES")) {
            return Refusal.NO_SHARED_CIPHER;
        }
        if (has(text, "EXCESSIVE_MESSAGE_SIZE", "TOO BIG")) {
            return Refusal.HELLO_TOO_LONG;
        }
        if (thrown instanceof ClosedChannelException
                || has(text, "CONNECTION CLOSED", "CLOSED ENGINE", "CONNECTION RESET")) {
            return Refusal.CLOSED_EARLY;
        }
        return Refusal.MALFORMED_HANDSHAKE;
    }

    private static boolean has(String text, String... parts) {
        for (String part : parts) {
            if (text.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /// In Envoy's form: `TLS_error:|…:TLS_error_end`.
    public String detail() {
        return "TLS_error:|" + reason + ": " + text + ":TLS_error_end";
    }
}
