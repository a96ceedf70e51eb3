package io.fairlead.minicluster.api.http;

import io.fairlead.minicluster.api.access.Tokens;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.auth.ServiceAccountTokens.Verdict;
import io.fairlead.minicluster.auth.TokenClaims;
import io.fairlead.minicluster.auth.User;
import io.fairlead.minicluster.transport.Subject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who asks: the name in a certificate that the cluster's authority signed, its organizations being the groups; without
/// one the owner of a bearer token.
public final class Callers {

    private static final String BEARER = "Bearer ";

    private final Map<String, String> userOfToken;
    private final Tokens tokens;

    /// @param userOfToken by token
    /// @param tokens of service accounts
    public Callers(Map<String, String> userOfToken, Tokens tokens) {
        this.userOfToken = Map.copyOf(userOfToken);
        this.tokens = tokens;
    }

    /// The caller; who shows nothing is anonymous. Beside a certificate a token doesn't count, as in Kubernetes.
    ///
    /// @param certificates what the TLS handshake verified; empty without one
    User user(List<Certificate> certificates, String authorization) {
        if (!certificates.isEmpty() && certificates.getFirst() instanceof X509Certificate own) {
            return ofCertificate(own).orElseThrow(ApiError::unauthorized);
        }
        return authorization.startsWith(BEARER)
                ? ofToken(authorization.substring(BEARER.length()).strip())
                        .orElseThrow(ApiError::unauthorized)
                : User.ANONYMOUS;
    }

    private static Optional<User> ofCertificate(X509Certificate own) {
        return Subject.of(own.getSubjectX500Principal())
                .map(subject ->
                        User.known(subject.name(), subject.organizations())
                                .by("X509SHA256=" + fingerprint(own)));
    }

    private static String fingerprint(X509Certificate own) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(own.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Optional<User> ofToken(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        Optional<User> known =
                userOfToken.entrySet().stream()
                        .filter(one ->
                                MessageDigest.isEqual(
                                        one.getKey().getBytes(StandardCharsets.UTF_8), bytes))
                        .map(one -> User.known(one.getValue(), List.of()))
                        .findFirst();
        if (known.isPresent()) {
            return known;
        }
        return tokens.check(token) instanceof Verdict.Good(TokenClaims claims)
                ? Optional.of(claims.user())
                : Optional.empty();
    }
}
