package io.fairlead.ca.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Judges the token of a Kubernetes service account, as a kubelet projects it into a pod.
///
/// ```
/// size ─▶ three parts ─▶ algorithm ─▶ signature ─▶ issuer ─▶ audience ─▶ time ─▶ namespace, account
/// ```
public final class Tokens {

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
    private static final String KUBERNETES = "kubernetes.io";

    private Tokens() {}

    public static Verdict judge(String token, TokenKeys keys, TokenPolicy policy, Instant now) {
        if (policy.audience().equals(TokenPolicy.OF_THE_SERVER)) {
            return bad("no audience is expected; fix: --token-audience, or --token-review alone");
        }
        if (keys.isEmpty()) {
            return bad("no key to verify it with is known; fix: --token-jwks");
        }
        return read(token, jwt -> signatureFault(jwt, keys), policy, now);
    }

    /// What a token says of itself, its signature unread: proves nothing, until somebody else has found it good.
    public static Verdict claimed(String token, TokenPolicy policy, Instant now) {
        return read(token, _ -> "", policy, now);
    }

    private static Verdict read(
            String token, Function<SignedJWT, String> faults, TokenPolicy policy, Instant now) {
        if (token.length() > policy.charsMax()) {
            return bad("it is longer than " + policy.charsMax() + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            String fault = faults.apply(jwt);
            return fault.isEmpty() ? claims(jwt.getJWTClaimsSet(), policy, now) : bad(fault);
        } catch (ParseException | RuntimeException _) {
            // The parser's words may quote the token; so may those of what it throws on hostile
            // text.
            return bad("it is no signed JSON Web Token");
        }
    }

    private static String signatureFault(SignedJWT jwt, TokenKeys keys) {
        JWSHeader header = jwt.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return "its algorithm is not accepted; expected RS256 or ES256";
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return "its header has critical parameters that nobody here knows";
        }
        String id = header.getKeyID() == null ? "" : header.getKeyID();
        List<JWSVerifier> candidates = keys.candidates(header.getAlgorithm(), id);
        if (candidates.isEmpty()) {
            return "the key that it names is not in the key set";
        }
        return candidates.stream().anyMatch(key -> verifies(jwt, key))
                ? ""
                : "its signature is not of a known key";
    }

    private static boolean verifies(SignedJWT jwt, JWSVerifier key) {
        try {
            return jwt.verify(key);
        } catch (JOSEException _) {
            return false;
        }
    }

    private static Verdict claims(JWTClaimsSet claims, TokenPolicy policy, Instant now) {
        if (!policy.issuer().isEmpty() && !policy.issuer().equals(claims.getIssuer())) {
            return bad("its issuer is not the one expected, " + policy.issuer());
        }
        if (!policy.audience().equals(TokenPolicy.OF_THE_SERVER)
                && !claims.getAudience().contains(policy.audience())) {
            return bad("its audience is not the one expected, " + policy.audience());
        }
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            return bad("it never expires; expected a token of limited time");
        }
        if (!now.minus(policy.leeway()).isBefore(expires.toInstant())) {
            return bad("it expired at " + expires.toInstant());
        }
        Date from = claims.getNotBeforeTime();
        if (from != null && now.plus(policy.leeway()).isBefore(from.toInstant())) {
            return bad("it is not valid before " + from.toInstant());
        }
        return account(claims, policy);
    }

    private static Verdict account(JWTClaimsSet claims, TokenPolicy policy) {
        Map<?, ?> bound = map(claims.getClaim(KUBERNETES));
        String namespace = text(bound.get("namespace"));
        String account = text(map(bound.get("serviceaccount")).get("name"));
        if (namespace.isEmpty() || account.isEmpty()) {
            return bad("it has no claim kubernetes.io with namespace and serviceaccount");
        }
        // A token that contradicts itself was not made by a cluster.
        String subject = "system:serviceaccount:" + namespace + ":" + account;
        if (!subject.equals(claims.getSubject())) {
            return bad("its subject is not the service account that it is bound to");
        }
        String pod = text(map(bound.get("pod")).get("name"));
        return switch (SpiffeId.of(policy.trustDomain(), namespace, account)) {
            case SpiffeId.Parsed.Known(SpiffeId id) ->
                    new Verdict.Good(new Caller.Known(id, Caller.Proof.TOKEN, pod));
            case SpiffeId.Parsed.Unknown(String reason) -> bad("it makes no identity: " + reason);
        };
    }

    private static Map<?, ?> map(@Nullable Object claim) {
        return claim instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object claim) {
        return claim instanceof String text ? text : "";
    }

    private static Verdict bad(String reason) {
        return new Verdict.Bad("token: " + reason);
    }
}
