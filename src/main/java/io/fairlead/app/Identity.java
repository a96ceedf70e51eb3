package io.fairlead.app;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.caller.Tokens;
import io.fairlead.ca.caller.Verdict;
import io.fairlead.ca.issue.IssuePolicy;
import io.fairlead.ca.server.ApiServer;
import io.fairlead.ca.server.Authentication;
import io.fairlead.ca.server.CertificateService;
import io.fairlead.ca.server.ReviewLimits;
import io.fairlead.ca.server.ServerTls;
import io.fairlead.ca.server.TokenKeyFile;
import io.fairlead.ca.server.TokenReviewer;
import io.fairlead.ca.sign.Authorities;
import io.fairlead.ca.sign.CaException;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.ca.sign.CertificateAuthority;
import io.fairlead.ca.sign.CertificateAuthority.KeyMaterial;
import io.fairlead.ca.sign.PlugIn;
import io.fairlead.clock.Clock;
import io.fairlead.meter.Faults;
import io.fairlead.meter.OwnWork;
import io.fairlead.migrate.enforce.Keys;
import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.push.ads.AdsServer;
import io.fairlead.push.ads.Services;
import io.fairlead.store.file.FileStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Room `ca`, put together: who signs, who is let in, and the loop that sees when a file changed or a certificate ends.
final class Identity implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CLIENT_LIFETIME = Duration.ofHours(24);

    /// Roots may change: whom this daemon believes when it looks at ports is as old as this at most.
    private static final Duration KNOCK_KEYS_FOR = Duration.ofMinutes(1);

    private static final String ROOT_FILE = "root-cert.pem";

    /// Names of the Services that lead to the daemon.
    static final List<String> NAMES =
            List.of(
                    "istiod.istio-system.svc",
                    "istiod-remote.istio-system.svc",
                    "istio-pilot.istio-system.svc");

    private final SecureOptions options;
    private final FileStore store;
    private final Clock clock;
    private final Faults faults;
    private final Supplier<MeshConfig> mesh;
    private final CaMeters meters;
    private final Authorities authorities;
    private final CertificateAuthority authority;
    private final ServerTls tls;
    private final TokenKeyFile tokenKeys;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String published = "";
    private boolean unpublished;
    private volatile @Nullable Keys knock;
    private volatile Instant knockFrom = Instant.EPOCH;
    private volatile Instant knockUntil = Instant.EPOCH;

    /// What this needs of the daemon.
    ///
    /// @param authority where it is kept; null for the directory
    record Surroundings(
            Clock clock,
            Faults faults,
            MeterRegistry registry,
            OwnWork work,
            Supplier<MeshConfig> mesh,
            @Nullable ConfigStore authority) {}

    private Identity(
            SecureOptions options, Surroundings around, CaMeters meters, Authorities authorities)
            throws GeneralSecurityException {
        this.options = options;
        this.store = new FileStore(options.caDir());
        this.clock = around.clock();
        this.faults = around.faults();
        this.mesh = around.mesh();
        this.meters = meters;
        this.authorities = authorities;
        this.authority = new CertificateAuthority(authorities, IssuePolicy.DEFAULT, clock, meters);
        List<String> names = new ArrayList<>(NAMES);
        names.addAll(options.discoveryNames());
        this.tls = new ServerTls(names, authority, authorities, clock);
        this.tokenKeys = new TokenKeyFile(options.tokenJwks(), meters);
    }

    /// Reads or makes the authority; says what is wrong when it can't be used.
    static Identity open(SecureOptions options, Surroundings around) throws CaException {
        CaMeters meters = new CaMeters(around.registry(), around.work());
        Path cacerts = options.cacerts();
        ConfigStore kept = around.authority();
        Authorities.Sources sources =
                new Authorities.Sources(
                        cacerts == null ? PlugIn.NONE : () -> FileStore.contents(cacerts),
                        kept == null ? new FileStore(options.caDir()) : kept,
                        new ObjectKey("", "Secret", MeshConfig.ROOT_NAMESPACE, "istio-ca-secret"),
                        options.trustDomain().isEmpty() ? MeshConfig.DOMAIN : options.trustDomain(),
                        options.allowExpiringRoot());
        try {
            Authorities authorities = Authorities.open(sources, around.clock(), meters);
            Identity identity = new Identity(options, around, meters, authorities);
            identity.publishRoot();
            identity.tokenKeys.look();
            return identity;
        } catch (GeneralSecurityException e) {
            throw new CaException("the server's certificate can't be signed: " + e.getMessage(), e);
        } catch (CaException e) {
            throw e;
        } catch (IOException e) {
            throw new CaException("the root can't be published: " + e, e);
        }
    }

    /// What the secured port needs.
    ///
    /// @param told what takes what sidecars tell
    AdsServer.Security security(Services told) throws IOException {
        Authentication admission = new Authentication(tokens(), this::tokenPolicy, clock, meters);
        Services all =
                options.issuing() ? told.with(List.of(new CertificateService(authority))) : told;
        return new AdsServer.Security(tls.context(), admission, all.all());
    }

    /// By signature where keys are configured, by an API server where one is; where both are, by both.
    private Function<String, Verdict> tokens() {
        Function<String, Verdict> signed =
                token -> Tokens.judge(token, tokenKeys.keys(), tokenPolicy(), clock.now());
        SecureOptions.Review review = options.tokenReview();
        if (review == null) {
            return signed;
        }
        ApiServer server = new ApiServer(review.server(), review.account(), ReviewLimits.DEFAULT);
        TokenReviewer reviewer =
                new TokenReviewer(server, this::tokenPolicy, ReviewLimits.DEFAULT, clock, meters);
        if (options.tokenJwks() == null) {
            return reviewer::judge;
        }
        return token ->
                switch (signed.apply(token)) {
                    case Verdict.Bad bad -> bad;
                    case Verdict.Good _ -> reviewer.judge(token);
                };
    }

    private TokenPolicy tokenPolicy() {
        return TokenPolicy.of(options.tokenIssuer(), options.tokenAudience(), trustDomain());
    }

    private String trustDomain() {
        return options.trustDomain().isEmpty() ? mesh.get().trustDomain() : options.trustDomain();
    }

    /// The name of all daemons of this mesh.
    SpiffeId daemon() {
        return new SpiffeId(trustDomain(), MeshConfig.ROOT_NAMESPACE, "istiod");
    }

    /// For ports that an API server asks.
    SSLContext httpTls() throws IOException {
        try {
            return tls.httpContext();
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS for the webhooks: " + e.getMessage(), e);
        }
    }

    /// To the secured port of another daemon that has the same authority.
    SslContext clientTls() throws IOException {
        try {
            KeyMaterial own = authority.clientCertificate(daemon(), CLIENT_LIFETIME);
            return ServerTls.clientContext(own, authorities.current().roots());
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate for this daemon: " + e.getMessage(), e);
        }
    }

    /// For looking at ports from outside; empty where nobody issues certificates here.
    Optional<Keys> knockKeys() {
        Keys known = knock;
        Instant now = clock.now();
        if (known != null && !now.isBefore(knockFrom) && now.isBefore(knockUntil)) {
            return Optional.of(known);
        }
        try {
            KeyMaterial own = authority.clientCertificate(daemon(), CLIENT_LIFETIME);
            SpiffeId other = new SpiffeId("stranger.invalid", MeshConfig.ROOT_NAMESPACE, "istiod");
            KeyMaterial strange = authority.strangerCertificate(other, CLIENT_LIFETIME);
            Keys made =
                    new Keys(
                            KnockKeys.of(own, authorities.current().roots()),
                            KnockKeys.of(strange, List.of()),
                            KnockKeys.of(null, List.of()));
            // Who sets the clock back has keys that nobody takes yet.
            knockFrom = now;
            knockUntil = now.plus(KNOCK_KEYS_FOR);
            knock = made;
            return Optional.of(made);
        } catch (GeneralSecurityException e) {
            LOG.atWarn().setMessage("no keys to look at ports").setCause(e).log();
            return Optional.empty();
        }
    }

    /// Where daemons of this mesh keep what they share.
    FileStore store() {
        return store;
    }

    /// All root certificates that are trusted now.
    String rootsPem() {
        return authorities.current().rootsPem();
    }

    CertificateAuthority authority() {
        return authority;
    }

    /// What is wrong with the files of the authority.
    List<Problem> problems() {
        return authorities.problems();
    }

    void start() {
        LOG.atInfo()
                .setMessage("certificate authority ready")
                .addKeyValue("issuer", authorities.current().name())
                .addKeyValue("origin", authorities.current().origin())
                .addKeyValue("not_after", authorities.current().notAfter())
                .log();
        Thread.ofVirtual().name("identity").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            tokenKeys.look();
            authorities.look();
            tls.renewIfDue();
            publishRoot();
        } catch (IOException e) {
            if (!unpublished) {
                LOG.atWarn().setMessage("root not published").addKeyValue("reason", e).log();
            }
            unpublished = true;
        } catch (RuntimeException e) {
            faults.onFault("identity", e);
        }
    }

    /// For clients, which verify the daemon with it before they have anything else.
    private void publishRoot() throws IOException {
        String roots = authorities.current().rootsPem();
        if (!roots.equals(published)) {
            store.publish(ROOT_FILE, roots);
            published = roots;
            if (unpublished) {
                unpublished = false;
                LOG.info("root published");
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
