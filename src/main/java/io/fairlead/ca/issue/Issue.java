package io.fairlead.ca.issue;

import io.fairlead.ca.issue.Decision.Reason;
import io.fairlead.model.identity.SpiffeId;
import java.time.Duration;
import java.time.Instant;

/// Decides what a caller gets.
///
/// ```
/// size ─▶ PEM ─▶ structure ─▶ key ─▶ signature ─▶ lifetime, cut by policy and issuer ─▶ template
/// ```
public final class Issue {

    private Issue() {}

    /// What a caller wants.
    ///
    /// @param csr PEM; all that counts of it is the key and that the caller has it
    /// @param lifetimeSeconds not above zero for the default
    /// @param caller who it proved to be
    public record Request(String csr, long lifetimeSeconds, SpiffeId caller) {}

    /// When the issuer's own certificate is valid.
    public record Validity(Instant notBefore, Instant notAfter) {}

    public static Decision decide(
            Request request, IssuePolicy policy, Validity issuer, Instant now) {
        if (now.isBefore(issuer.notBefore())) {
            return new Decision.Refuse(
                    Reason.ISSUER,
                    "the issuer's certificate is not valid before %s, now it is %s"
                            .formatted(issuer.notBefore(), now));
        }
        if (!now.isBefore(issuer.notAfter())) {
            return new Decision.Refuse(
                    Reason.ISSUER,
                    "the issuer's certificate expired at %s".formatted(issuer.notAfter()));
        }
        return switch (RequestReader.read(request.csr(), policy)) {
            case RequestReader.Bad(Reason reason, String text) -> new Decision.Refuse(reason, text);
            case RequestReader.Good(var key) -> {
                Instant wanted = now.plus(lifetime(request.lifetimeSeconds(), policy));
                Instant notAfter = wanted.isAfter(issuer.notAfter()) ? issuer.notAfter() : wanted;
                Instant backdated = now.minus(policy.backdate());
                Instant notBefore =
                        backdated.isBefore(issuer.notBefore()) ? issuer.notBefore() : backdated;
                yield new Decision.Issue(new Template(request.caller(), key, notBefore, notAfter));
            }
        };
    }

    private static Duration lifetime(long seconds, IssuePolicy policy) {
        if (seconds <= 0) {
            return policy.lifetimeDefault();
        }
        return seconds > policy.lifetimeMax().toSeconds()
                ? policy.lifetimeMax()
                : Duration.ofSeconds(seconds);
    }
}
