package io.fairlead.minicluster.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.fairlead.minicluster.auth.TokenClaims.Life;
import io.fairlead.minicluster.auth.TokenClaims.Named;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Signs tokens of service accounts, bound to a pod and an audience, and checks them. Whoever makes it keeps the key.
public final class ServiceAccountTokens {

    /// Who issues them.
    public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    private static final String CLAIM = "kubernetes.io";
    private static final int TOKEN_CHARS_MAX = 16_384;

    private final ECKey key;

    /// What is to be said of a token.
    public sealed interface Verdict {

        /// Signed here, and not over yet.
        record Good(TokenClaims claims) implements Verdict {}

        /// Nothing to go by.
        ///
        /// @param why for who asks what is wrong with it
        record Bad(String why) implements Verdict {}
    }

    private ServiceAccountTokens(ECKey key) {
        this.key = key;
    }

    /// With a new key.
    public static ServiceAccountTokens create() {
        try {
            return new ServiceAccountTokens(
                    new ECKeyGenerator(Curve.P_256)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes keys on P-256", e);
        }
    }

    /// With a key that [#privateKey] gave.
    ///
    /// @throws ParseException where it is none
    public static ServiceAccountTokens of(String privateKey) throws ParseException {
        return new ServiceAccountTokens(ECKey.parse(privateKey));
    }

    /// The key with its secret part, as a JSON Web Key.
    public String privateKey() {
        return key.toJSONString();
    }

    /// The public key, as a JSON Web Key Set.
    public String keySet() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    /// A token that says this.
    public String sign(TokenClaims claims) {
        ObjectNode bound = JsonNodeFactory.instance.objectNode();
        bound.put("namespace", claims.namespace());
        put(bound, "serviceaccount", claims.account());
        claims.bound().forEach((kind, named) -> put(bound, kind, named));
        JWTClaimsSet set =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(User.account(claims.namespace(), claims.account().name()))
                        .audience(claims.audiences())
                        .issueTime(Date.from(claims.life().from()))
                        .notBeforeTime(Date.from(claims.life().from()))
                        .expirationTime(Date.from(claims.life().to()))
                        .jwtID(claims.id())
                        .claim(CLAIM, map(bound))
                        .build();
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                            set);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a key of P-256 signs ES256", e);
        }
    }

    /// Is it signed with this key, and is now its time?
    public Verdict check(String token, Instant now) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return new Verdict.Bad("the token is longer than " + TOKEN_CHARS_MAX + " characters");
        }
        try {
            SignedJWT signed = SignedJWT.parse(token);
            if (!signed.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
                    || !signed.verify(new ECDSAVerifier(key.toPublicJWK()))) {
                return new Verdict.Bad("invalid signature");
            }
            JWTClaimsSet set = signed.getJWTClaimsSet();
            @Nullable Date from = set.getNotBeforeTime();
            @Nullable Date to = set.getExpirationTime();
            @Nullable Map<String, ?> bound = set.getJSONObjectClaim(CLAIM);
            if (!ISSUER.equals(set.getIssuer()) || from == null || to == null || bound == null) {
                return new Verdict.Bad("it isn't a token of a service account of this cluster");
            }
            if (now.isBefore(from.toInstant())) {
                return new Verdict.Bad("service account token is not valid yet");
            }
            if (!now.isBefore(to.toInstant())) {
                return new Verdict.Bad("service account token has expired");
            }
            return new Verdict.Good(claims(set, bound, new Life(from.toInstant(), to.toInstant())));
        } catch (ParseException | JOSEException | IllegalArgumentException unreadable) {
            return new Verdict.Bad("it can't be read as a token: " + unreadable.getMessage());
        }
    }

    private static TokenClaims claims(JWTClaimsSet set, Map<String, ?> bound, Life life) {
        Map<String, Named> objects = new HashMap<>();
        bound.forEach((kind, value) -> {
            if (value instanceof Map<?, ?> object) {
                objects.put(
                        kind,
                        new Named(
                                String.valueOf(object.get("name")),
                                String.valueOf(object.get("uid"))));
            }
        });
        Named account = objects.remove("serviceaccount");
        if (account == null) {
            throw new IllegalArgumentException("no service account in it");
        }
        return new TokenClaims(
                String.valueOf(bound.get("namespace")),
                account,
                objects,
                set.getAudience(),
                life,
                String.valueOf(set.getJWTID()));
    }

    private static void put(ObjectNode bound, String kind, Named named) {
        bound.putObject(kind).put("name", named.name()).put("uid", named.uid());
    }

    private static Map<String, ?> map(ObjectNode node) {
        try {
            return JSONObjectUtils.parse(node.toString());
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
