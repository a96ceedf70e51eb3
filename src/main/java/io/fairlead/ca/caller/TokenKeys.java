package io.fairlead.ca.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/// The keys that sign tokens: RSA for RS256, P-256 for ES256.
public final class TokenKeys {

    public static final TokenKeys NONE = new TokenKeys(List.of());

    private static final int RSA_BITS_MIN = 2048;

    /// One key, ready to verify.
    record Entry(String id, JWSAlgorithm algorithm, JWSVerifier verifier) {}

    /// What reading a key set gave.
    public sealed interface Reading {
        record Good(TokenKeys keys) implements Reading {}

        record Bad(String reason) implements Reading {}
    }

    private final List<Entry> entries;

    private TokenKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /// Reads a JSON Web Key Set. Keys for other purposes are left out; a set without one of use is none.
    public static Reading read(String json) {
        try {
            List<Entry> entries = new ArrayList<>();
            for (JWK key : JWKSet.parse(json).getKeys()) {
                boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
                String id = key.getKeyID() == null ? "" : key.getKeyID();
                if (signs && key instanceof RSAKey rsa && rsa.size() >= RSA_BITS_MIN) {
                    entries.add(
                            new Entry(
                                    id,
                                    JWSAlgorithm.RS256,
                                    new RSASSAVerifier(rsa.toRSAPublicKey())));
                } else if (signs
                        && key instanceof ECKey curve
                        && Curve.P_256.equals(curve.getCurve())) {
                    entries.add(
                            new Entry(
                                    id,
                                    JWSAlgorithm.ES256,
                                    new ECDSAVerifier(curve.toECPublicKey())));
                }
            }
            return entries.isEmpty()
                    ? new Reading.Bad("there is no key for RS256 (of 2048 bits) or ES256 in it")
                    : new Reading.Good(new TokenKeys(entries));
        } catch (ParseException | JOSEException | RuntimeException e) {
            return new Reading.Bad("it is no JSON Web Key Set: " + e.getMessage());
        }
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public int size() {
        return entries.size();
    }

    /// The keys that may have signed a token of this algorithm, the named one only if the token names one.
    List<JWSVerifier> candidates(JWSAlgorithm algorithm, String id) {
        return entries.stream()
                .filter(entry -> entry.algorithm().equals(algorithm))
                .filter(entry -> id.isEmpty() || entry.id().isEmpty() || entry.id().equals(id))
                .map(Entry::verifier)
                .toList();
    }
}
