package io.fairlead.ca.sign;

import io.fairlead.ca.authority.Authority;
import io.fairlead.ca.authority.Pem;
import io.fairlead.ca.issue.Decision;
import io.fairlead.ca.issue.Decision.Reason;
import io.fairlead.ca.issue.Issue;
import io.fairlead.ca.issue.Issue.Validity;
import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.issue.Template;
import io.fairlead.ca.view.AuthorityView;
import io.fairlead.ca.view.CaView;
import io.fairlead.ca.view.CertificateView;
import io.fairlead.clock.Clock;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives certificates to callers who proved who they are, and one to the daemon's own port.
public final class CertificateAuthority {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

    /// One line for each certificate issued: who got what, how he proved who he is.
    private static final Logger AUDIT = LoggerFactory.getLogger("io.fairlead.ca.audit");

    private static final int HEX = 16;

    private final Authorities authorities;
    private final IssuePolicy policy;
    private final Clock clock;
    private final CaMeters meters;
    private final Ledger ledger = new Ledger();

    public CertificateAuthority(
            Authorities authorities, IssuePolicy policy, Clock clock, CaMeters meters) {
        this.authorities = authorities;
        this.policy = policy;
        this.clock = clock;
        this.meters = meters;
    }

    /// What a caller wants.
    ///
    /// @param csr PEM
    /// @param lifetimeSeconds not above zero for the default
    /// @param address of the caller, for the records
    public record Order(String csr, long lifetimeSeconds, Caller.Known caller, String address) {}

    /// What a caller gets.
    public sealed interface Answer {

        /// @param chain PEM: the leaf, what lies between, the roots as one
        record Issued(List<String> chain) implements Answer {
            public Issued {
                chain = List.copyOf(chain);
            }
        }

        /// @param text for the caller
        record Refused(Reason reason, String text) implements Answer {}

        /// Our own fault.
        record Failed() implements Answer {}
    }

    /// A key with its certificate and what leads to the root, the leaf first.
    public record KeyMaterial(KeyPair key, List<X509Certificate> chain) {
        public KeyMaterial {
            chain = List.copyOf(chain);
        }

        /// Without the key.
        @Override
        public String toString() {
            return "KeyMaterial[until " + chain.getFirst().getNotAfter().toInstant() + "]";
        }
    }

    public Answer issue(Order order) {
        long began = clock.nanos();
        Answer answer = decide(order);
        meters.answered(
                order.caller().identity(),
                switch (answer) {
                    case Answer.Issued _ -> "issued";
                    case Answer.Refused(Reason reason, _) -> reason.name().toLowerCase(Locale.ROOT);
                    case Answer.Failed _ -> "failed";
                },
                Duration.ofNanos(clock.nanos() - began));
        return answer;
    }

    private Answer decide(Order order) {
        meters.requested();
        Authority authority = authorities.current();
        Instant now = clock.now();
        Issue.Request request =
                new Issue.Request(order.csr(), order.lifetimeSeconds(), order.caller().identity());
        Validity validity = new Validity(authority.notBefore(), authority.notAfter());
        return switch (Issue.decide(request, policy, validity, now)) {
            case Decision.Issue(Template template) -> sign(order, template, authority);
            case Decision.Refuse(Reason reason, String text) -> refuse(order, reason, text);
        };
    }

    private Answer sign(Order order, Template template, Authority authority) {
        try {
            X509Certificate leaf = authorities.signer().sign(template, authority);
            record(order, leaf, authority);
            List<String> chain = new ArrayList<>();
            chain.add(Pem.certificate(leaf));
            authority.chain().stream()
                    .filter(link -> !authority.roots().contains(link))
                    .map(Pem::certificate)
                    .forEach(chain::add);
            chain.add(authority.rootsPem());
            return new Answer.Issued(chain);
        } catch (GeneralSecurityException e) {
            meters.notSigned();
            LOG.atError().setMessage("certificate not signed").setCause(e).log();
            return new Answer.Failed();
        }
    }

    private Answer refuse(Order order, Reason reason, String text) {
        switch (reason) {
            case MALFORMED, KEY -> meters.notParsed();
            case ISSUER -> meters.notSigned();
        }
        LOG.atWarn()
                .setMessage("certificate refused")
                .addKeyValue("identity", order.caller().identity())
                .addKeyValue("caller", order.address())
                .addKeyValue("reason", text)
                .log();
        return new Answer.Refused(reason, text);
    }

    private void record(Order order, X509Certificate leaf, Authority authority) {
        meters.issued();
        CertificateView issued =
                new CertificateView(
                        hex(leaf.getSerialNumber()),
                        order.caller().identity().toString(),
                        order.address(),
                        order.caller().pod(),
                        proofName(order.caller().proof()),
                        leaf.getNotBefore().toInstant(),
                        leaf.getNotAfter().toInstant(),
                        authority.name());
        ledger.add(issued);
        AUDIT.atInfo()
                .setMessage("certificate issued")
                .addKeyValue("serial", issued.serial())
                .addKeyValue("identity", issued.identity())
                .addKeyValue("caller", issued.caller())
                .addKeyValue("pod", issued.pod())
                .addKeyValue("proof", issued.proof())
                .addKeyValue(
                        "ttl_seconds", Duration.between(clock.now(), issued.notAfter()).toSeconds())
                .addKeyValue("not_after", issued.notAfter())
                .addKeyValue("issuer", issued.issuer())
                .log();
    }

    private static String proofName(Caller.Proof proof) {
        return switch (proof) {
            case TOKEN -> "token";
            case CLIENT_CERTIFICATE -> "client-certificate";
        };
    }

    /// A new key and certificate for a server of these names.
    public KeyMaterial serverCertificate(List<String> dnsNames, Duration lifetime)
            throws GeneralSecurityException {
        Authority authority = authorities.current();
        Instant now = clock.now();
        Instant wanted = now.plus(lifetime);
        Instant notAfter = wanted.isAfter(authority.notAfter()) ? authority.notAfter() : wanted;
        KeyPair key = authorities.signer().newKey();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(
                authorities
                        .signer()
                        .signServer(
                                dnsNames,
                                key.getPublic(),
                                now.minus(policy.backdate()),
                                notAfter,
                                authority));
        chain.addAll(authority.chain());
        return new KeyMaterial(key, chain);
    }

    /// A new key and certificate for a client of this identity.
    public KeyMaterial clientCertificate(SpiffeId identity, Duration lifetime)
            throws GeneralSecurityException {
        Authority authority = authorities.current();
        Instant now = clock.now();
        Instant wanted = now.plus(lifetime);
        Instant notAfter = wanted.isAfter(authority.notAfter()) ? authority.notAfter() : wanted;
        KeyPair key = authorities.signer().newKey();
        Template template =
                new Template(identity, key.getPublic(), now.minus(policy.backdate()), notAfter);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(authorities.signer().sign(template, authority));
        chain.addAll(authority.chain());
        return new KeyMaterial(key, chain);
    }

    /// A new key and certificate for this identity by a root that nobody believes, to see whether it is refused.
    public KeyMaterial strangerCertificate(SpiffeId identity, Duration lifetime)
            throws GeneralSecurityException {
        Instant now = clock.now();
        Signer signer = authorities.signer();
        Authority stranger = signer.selfSigned(identity.trustDomain(), now, "stranger");
        KeyPair key = signer.newKey();
        Instant from = now.minus(policy.backdate());
        Template template = new Template(identity, key.getPublic(), from, now.plus(lifetime));
        return new KeyMaterial(key, List.of(signer.sign(template, stranger)));
    }

    /// The authority, and who has what as far as this daemon issued it and it is valid.
    public CaView view() {
        Authority now = authorities.current();
        AuthorityView shown =
                new AuthorityView(
                        now.name(),
                        hex(now.certificate().getSerialNumber()),
                        now.origin(),
                        now.notBefore(),
                        now.notAfter(),
                        now.roots().stream()
                                .map(root -> root.getSubjectX500Principal().getName())
                                .toList());
        return new CaView(shown, ledger.valid(clock.now()));
    }

    private static String hex(BigInteger serial) {
        return serial.toString(HEX);
    }
}
