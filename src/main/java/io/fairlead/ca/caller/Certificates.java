package io.fairlead.ca.caller;

import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges a client's certificate, whose chain the handshake has verified against our roots.
public final class Certificates {

    private static final int URI = 6;

    private Certificates() {}

    /// @param trustDomain of the mesh: others' certificates renew nothing here
    public static Verdict judge(X509Certificate certificate, String trustDomain, Instant now) {
        // Verified when the connection began, which may be long ago.
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return bad("it expired at " + certificate.getNotAfter().toInstant());
        }
        if (certificate.getBasicConstraints() >= 0) {
            return bad("it is a CA certificate, not a workload's");
        }
        String uri = uri(certificate);
        if (uri == null) {
            return bad("it has not exactly one name, a SPIFFE URI");
        }
        return switch (SpiffeId.parse(uri)) {
            case SpiffeId.Parsed.Known(SpiffeId id) when id.trustDomain().equals(trustDomain) ->
                    new Verdict.Good(new Caller.Known(id, Caller.Proof.CLIENT_CERTIFICATE, ""));
            case SpiffeId.Parsed.Known _ ->
                    bad("its trust domain is not the mesh's, " + trustDomain);
            case SpiffeId.Parsed.Unknown(String reason) -> bad(reason);
        };
    }

    /// The one name; null when there are none, several, or one of another kind.
    private static @Nullable String uri(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.size() != 1) {
                return null;
            }
            List<?> name = names.iterator().next();
            return name.get(0).equals(URI) && name.get(1) instanceof String uri ? uri : null;
        } catch (CertificateParsingException _) {
            return null;
        }
    }

    private static Verdict bad(String reason) {
        return new Verdict.Bad("client certificate: " + reason);
    }
}
