package io.fairlead.ca.server;

import io.fairlead.ca.caller.TokenPolicy;
import io.fairlead.ca.caller.TokenReviews;
import io.fairlead.ca.caller.TokenReviews.Outcome;
import io.fairlead.ca.caller.Tokens;
import io.fairlead.ca.caller.Verdict;
import io.fairlead.ca.sign.CaMeters;
import io.fairlead.clock.Clock;
import io.fairlead.model.identity.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks an API server about tokens. What it decided holds for some seconds; while it can't be asked, no token is good.
///
/// Only what a token says of itself is looked at before: what is for another audience, too old or no token at all
/// never gets there. Each call has a virtual thread of its own, which may wait.
public final class TokenReviewer {

    private static final Logger LOG = LoggerFactory.getLogger(TokenReviewer.class);

    private final ApiServer server;
    private final Supplier<TokenPolicy> policy;
    private final ReviewLimits limits;
    private final Clock clock;
    private final CaMeters meters;
    private final Semaphore turns;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Kept> kept = new LinkedHashMap<>();

    /// @param sinceNanos when it was decided
    private record Kept(Verdict verdict, long sinceNanos) {}

    public TokenReviewer(
            ApiServer server,
            Supplier<TokenPolicy> policy,
            ReviewLimits limits,
            Clock clock,
            CaMeters meters) {
        this.server = server;
        this.policy = policy;
        this.limits = limits;
        this.clock = clock;
        this.meters = meters;
        this.turns = new Semaphore(limits.atOnceMax(), true);
    }

    /// Whose this token is.
    public Verdict judge(String token) {
        TokenPolicy now = policy.get();
        return switch (Tokens.claimed(token, now, clock.now())) {
            case Verdict.Bad bad -> bad;
            case Verdict.Good(Caller.Known claimed) -> known(token, claimed, now);
        };
    }

    private Verdict known(String token, Caller.Known claimed, TokenPolicy now) {
        // The trust domain is part of what is decided, and may change.
        String key = now.trustDomain() + " " + now.audience() + " " + digest(token);
        Kept before = recall(key);
        if (before != null) {
            meters.reviewed("kept");
            return before.verdict();
        }
        try {
            if (!turns.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return failed("too many tokens are being reviewed");
            }
            try {
                return decided(
                        key,
                        TokenReviews.answer(
                                server.review(TokenReviews.question(token, now)), claimed, now));
            } finally {
                turns.release();
            }
        } catch (IOException e) {
            return failed(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private Verdict decided(String key, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Unreadable(String reason) -> failed("what it answered: " + reason);
            case Outcome.Decided(Verdict verdict) -> {
                if (failing.getAndSet(false)) {
                    LOG.atInfo().setMessage("token reviews work again").log();
                }
                meters.reviewed(
                        switch (verdict) {
                            case Verdict.Good _ -> "authenticated";
                            case Verdict.Bad _ -> "refused";
                        });
                keep(key, verdict);
                yield verdict;
            }
        };
    }

    private Verdict failed(String reason) {
        meters.reviewed("failed");
        if (!failing.getAndSet(true)) {
            LOG.atWarn()
                    .setMessage("tokens can't be reviewed, so none is accepted")
                    .addKeyValue("reason", reason)
                    .log();
        }
        // The reason is for the operator: a caller who is nobody yet learns nothing of the cluster.
        return new Verdict.Bad("token: the API server can't be asked about it now; try again");
    }

    private @Nullable Kept recall(String key) {
        lock.lock();
        try {
            Kept found = kept.get(key);
            return found != null && clock.nanos() - found.sinceNanos() < limits.kept().toNanos()
                    ? found
                    : null;
        } finally {
            lock.unlock();
        }
    }

    private void keep(String key, Verdict verdict) {
        lock.lock();
        try {
            kept.remove(key);
            kept.put(key, new Kept(verdict, clock.nanos()));
            if (kept.size() > limits.entriesMax()) {
                kept.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    /// A token itself is held by nobody.
    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
