package io.fairlead.minicluster.api.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who asks: the name in a certificate that the cluster's authority signed, or the owner of a bearer token.
public final class Callers {

    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]+)");
    private static final String BEARER = "Bearer ";

    private final Map<String, String> userOfToken;

    /// @param userOfToken by token
    public Callers(Map<String, String> userOfToken) {
        this.userOfToken = Map.copyOf(userOfToken);
    }

    /// The caller's name. A token that is nobody's isn't made good by a certificate.
    ///
    /// @param certificates what the TLS handshake verified; empty without one
    Optional<String> user(List<Certificate> certificates, String authorization) {
        if (authorization.startsWith(BEARER)) {
            byte[] token =
                    authorization
                            .substring(BEARER.length())
                            .strip()
                            .getBytes(StandardCharsets.UTF_8);
            return userOfToken.entrySet().stream()
                    .filter(known ->
                            MessageDigest.isEqual(
                                    known.getKey().getBytes(StandardCharsets.UTF_8), token))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
        if (certificates.isEmpty() || !(certificates.getFirst() instanceof X509Certificate own)) {
            return Optional.empty();
        }
        Matcher name = COMMON_NAME.matcher(own.getSubjectX500Principal().getName());
        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
