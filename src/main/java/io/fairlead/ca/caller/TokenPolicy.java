package io.fairlead.ca.caller;

import java.time.Duration;

/// What a service account's token must be.
///
/// @param issuer whose tokens are accepted; empty for any whose signature is good
/// @param audience that must be among the token's; [#OF_THE_SERVER] where an API server says whether one of its own is
/// @param trustDomain of the identities made from tokens
/// @param leeway by which clocks may differ
/// @param charsMax a longer token is refused unread
public record TokenPolicy(
        String issuer, String audience, String trustDomain, Duration leeway, int charsMax) {

    /// Istio's audience.
    public static final String AUDIENCE = "istio-ca";

    /// The audiences of the API server itself, which the token has that every pod gets.
    public static final String OF_THE_SERVER = "";

    public static TokenPolicy of(String issuer, String audience, String trustDomain) {
        return new TokenPolicy(issuer, audience, trustDomain, Duration.ofSeconds(60), 16 * 1024);
    }
}
