package io.fairlead.ca.sign;

import io.fairlead.ca.authority.Authority;
import io.fairlead.ca.authority.AuthorityFiles;
import io.fairlead.ca.authority.AuthorityReader;
import io.fairlead.ca.authority.Reading;
import io.fairlead.ca.authority.Reading.Fault;
import io.fairlead.clock.Clock;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.config.Problem;
import io.fairlead.model.config.Problem.Severity;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.model.store.ConfigStore.Outcome;
import io.fairlead.model.store.ConfigStore.Stored;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows which authority signs now: the operator's own, else the one in the store, else a new one.
///
/// At the start what is wrong is thrown; later it is told, and what signed before goes on signing.
public final class Authorities {

    private static final Logger LOG = LoggerFactory.getLogger(Authorities.class);

    /// A root that ends sooner is not started with.
    private static final Duration ROOT_LEFT_MIN = Duration.ofDays(30);

    private static final String PLUG_IN = "plug-in CA (cacerts)";
    private static final String OWN = "self-signed (istio-ca-secret)";
    private static final String FIX_EXPIRY =
            "; fix: put a root of longer life there, or start with --allow-expiring-root";

    /// @param plugIn the operator's own authority
    /// @param store where ours is kept
    /// @param organization of a root that has to be made
    /// @param allowExpiringRoot true to start though the root ends soon
    public record Sources(
            PlugIn plugIn,
            ConfigStore store,
            ObjectKey key,
            String organization,
            boolean allowExpiringRoot) {}

    /// What was read last, good or bad.
    ///
    /// @param refused where the faults are
    private record Known(Authority authority, String version, String refused, List<Fault> faults) {

        static Known good(Authority authority, String version) {
            return new Known(authority, version, "", List.of());
        }
    }

    private final Sources sources;
    private final Clock clock;
    private final Signer signer;
    private final CaMeters meters;
    private volatile Known known;
    private String doubted = "";

    private Authorities(Sources sources, Clock clock, CaMeters meters, Known known) {
        this.sources = sources;
        this.clock = clock;
        this.signer = new Signer(new SecureRandom());
        this.meters = meters;
        this.known = known;
    }

    /// Finds or makes the authority.
    public static Authorities open(Sources sources, Clock clock, CaMeters meters)
            throws CaException {
        try {
            Optional<Stored> plugged = sources.plugIn().read().filter(Authorities::isSomething);
            Known first =
                    plugged.isPresent()
                            ? good(PLUG_IN, plugged.get(), clock.now())
                            : own(sources, clock.now());
            Authorities authorities = new Authorities(sources, clock, meters, first);
            authorities.refuseExpiringRoot();
            meters.showExpiry(
                    clock,
                    () -> authorities.current().anchor().getNotAfter().toInstant(),
                    () -> authorities.current().notAfter());
            return authorities;
        } catch (CaException e) {
            throw e;
        } catch (IOException e) {
            throw new CaException("the certificate authority can't be read or kept: " + e, e);
        }
    }

    private static boolean isSomething(Stored stored) {
        return !stored.contents().isEmpty();
    }

    private static Known own(Sources sources, Instant now) throws IOException, CaException {
        Optional<Stored> found = sources.store().read(sources.key());
        if (found.isPresent()) {
            return good(OWN, found.get(), now);
        }
        try {
            Authority made =
                    new Signer(new SecureRandom()).selfSigned(sources.organization(), now, OWN);
            return switch (sources.store()
                    .write(sources.key(), AuthorityFiles.of(made), ConfigStore.ABSENT)) {
                case Outcome.Written(String version) -> Known.good(made, version);
                // Another daemon was faster: there must be one root only.
                case Outcome.Conflict _ ->
                        good(OWN, sources.store().read(sources.key()).orElseThrow(), now);
            };
        } catch (GeneralSecurityException e) {
            throw new CaException("no root could be made: " + e.getMessage(), e);
        }
    }

    private static Known good(String origin, Stored stored, Instant now) throws CaException {
        return switch (AuthorityReader.read(origin, stored.contents(), now)) {
            case Reading.Good(Authority authority) -> Known.good(authority, stored.version());
            case Reading.Bad(List<Fault> faults) ->
                    throw new CaException(
                            origin
                                    + " can't be used: "
                                    + faults.stream()
                                            .map(Fault::text)
                                            .collect(Collectors.joining(" | ")));
        };
    }

    private void refuseExpiringRoot() throws CaException {
        Instant end = current().anchor().getNotAfter().toInstant();
        if (endsSoon() && !sources.allowExpiringRoot()) {
            throw new CaException(
                    "the root of the %s expires at %s, within %d days%s"
                            .formatted(
                                    current().origin(), end, ROOT_LEFT_MIN.toDays(), FIX_EXPIRY));
        }
    }

    /// Who signs now.
    public Authority current() {
        return known.authority();
    }

    Signer signer() {
        return signer;
    }

    /// What is wrong with the files that are there now, and with a root that ends soon.
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        for (Fault fault : known.faults()) {
            all.add(
                    problem(
                            "bad-ca",
                            Severity.ERROR,
                            fault,
                            "the certificate authority must be complete, matching and valid; until"
                                    + " then the last good one signs"));
        }
        if (endsSoon()) {
            Fault end =
                    new Fault(
                            AuthorityFiles.ROOTS,
                            "expires at " + current().anchor().getNotAfter().toInstant(),
                            "put a root of longer life there");
            all.add(
                    problem(
                            "expiring-root",
                            Severity.WARNING,
                            end,
                            "a root must be replaced while all certificates below it are valid"));
        }
        return all;
    }

    private Problem problem(String code, Severity severity, Fault fault, String rule) {
        String where = known.refused().isEmpty() ? current().origin() : known.refused();
        ObjectKey object =
                where.equals(PLUG_IN)
                        ? new ObjectKey("", "Secret", sources.key().namespace(), "cacerts")
                        : sources.key();
        return new Problem(
                code, severity, object, fault.file(), 0, "", fault.what(), rule, fault.fix());
    }

    private boolean endsSoon() {
        Instant end = current().anchor().getNotAfter().toInstant();
        return end.isBefore(clock.now().plus(ROOT_LEFT_MIN));
    }

    /// Looks whether the files are others now. Belongs to one thread.
    public void look() {
        try {
            Optional<Stored> plugged = sources.plugIn().read().filter(Authorities::isSomething);
            if (plugged.isPresent()) {
                take(PLUG_IN, plugged.get());
            } else if (current().origin().equals(OWN)) {
                sources.store().read(sources.key()).ifPresent(stored -> take(OWN, stored));
            } else {
                doubt(
                        PLUG_IN,
                        "gone",
                        List.of(new Fault("cacerts", "is gone", "put it back, or restart")));
            }
        } catch (IOException e) {
            doubt(
                    current().origin(),
                    "unreadable",
                    List.of(
                            new Fault(
                                    "files",
                                    "can't be read: " + e.getMessage(),
                                    "let the daemon's user read it")));
        }
    }

    private void take(String origin, Stored stored) {
        if (stored.version().equals(known.version())) {
            settle();
            return;
        }
        switch (AuthorityReader.read(origin, stored.contents(), clock.now())) {
            case Reading.Bad(List<Fault> faults) -> doubt(origin, stored.version(), faults);
            case Reading.Good(Authority next) -> {
                boolean strangers = Collections.disjoint(next.roots(), current().roots());
                known = Known.good(next, stored.version());
                doubted = "";
                meters.reloaded("authority", true);
                LOG.atInfo()
                        .setMessage("certificate authority changed")
                        .addKeyValue("issuer", next.name())
                        .addKeyValue("origin", origin)
                        .addKeyValue("not_after", next.notAfter())
                        .log();
                if (strangers) {
                    LOG.warn(
                            "none of the new roots was a root before: workloads with old and new"
                                    + " certificates don't trust each other until all have renewed");
                }
            }
        }
    }

    /// The files are again what they were when they were good.
    private void settle() {
        doubted = "";
        if (!known.faults().isEmpty()) {
            known = Known.good(known.authority(), known.version());
        }
    }

    /// A look may fall into the middle of a change, so that only what is bad twice is told; and that once.
    private void doubt(String origin, String version, List<Fault> faults) {
        if (!doubted.equals(version)) {
            doubted = version;
            return;
        }
        if (known.faults().equals(faults)) {
            return;
        }
        known = new Known(known.authority(), known.version(), origin, faults);
        meters.reloaded("authority", false);
        LOG.atWarn()
                .setMessage("certificate authority refused, the last good one goes on")
                .addKeyValue(
                        "reason",
                        faults.stream().map(Fault::text).collect(Collectors.joining(" | ")))
                .addKeyValue("issuer", current().name())
                .log();
    }
}
