package io.fairlead.proxy.identity.tls;

import io.fairlead.proxy.identity.Secret.KeyPair;
import io.fairlead.proxy.identity.Secret.TrustBundle;
import io.fairlead.proxy.identity.Secrets;
import io.fairlead.proxy.identity.tls.Handshakes.Side;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.proxy.model.TlsSettings;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The context of one transport, as of the secrets it was made of.
final class ContextSlot {

    private static final Logger LOG = LoggerFactory.getLogger(ContextSlot.class);

    /// Makes a context.
    interface Recipe {
        TlsContext make(@Nullable KeyPair pair, TrustBundle trust, Tickets tickets)
                throws UnusableSecret;
    }

    /// What there was to make it of.
    private record Made(
            @Nullable KeyPair pair, TrustBundle trust, Tickets tickets, TlsContext context) {
        boolean isOf(@Nullable KeyPair otherPair, TrustBundle otherTrust) {
            boolean samePair = pair == null ? otherPair == null : pair.equals(otherPair);
            return samePair && trust.equals(otherTrust);
        }
    }

    private final TlsSettings settings;
    private final Side side;
    private final Recipe recipe;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Made made;

    ContextSlot(TlsSettings settings, Side side, Recipe recipe) {
        this.settings = settings;
        this.side = side;
        this.recipe = recipe;
    }

    /// The context as it is; the first time it is made.
    Optional<TlsContext> current(Secrets secrets) {
        Made now = made;
        if (now == null) {
            renew(secrets);
            now = made;
        }
        return Optional.ofNullable(now).map(Made::context);
    }

    /// Makes it anew when its secrets are others. What can't be made leaves the one before in its place.
    void renew(Secrets secrets) {
        making.lock();
        try {
            KeyPair pair = null;
            String name = settings.certificate();
            if (name != null) {
                pair = secrets.keyPair(name).orElse(null);
                if (pair == null) {
                    return;
                }
            }
            Optional<TrustBundle> trust = trust(secrets);
            Made before = made;
            if (trust.isEmpty() || (before != null && before.isOf(pair, trust.get()))) {
                return;
            }
            make(before, pair, trust.get());
        } catch (UnusableSecret e) {
            LOG.warn(
                    "event=tls_context_failed side={} certificate={} error=\"{}\"",
                    side,
                    settings.certificate(),
                    e.getMessage());
        } finally {
            making.unlock();
        }
    }

    /// Sessions end when whom this side believes has changed; a renewed certificate alone doesn't end them.
    private void make(@Nullable Made before, @Nullable KeyPair pair, TrustBundle trust)
            throws UnusableSecret {
        Tickets tickets =
                before != null && before.trust.equals(trust)
                        ? before.tickets.next()
                        : Tickets.first();
        made = new Made(pair, trust, tickets, recipe.make(pair, trust, tickets));
        LOG.debug("event=tls_context_made side={} certificate={}", side, settings.certificate());
    }

    /// With the lists of revoked certificates, where they are asked for: without them nobody is believed.
    private Optional<TrustBundle> trust(Secrets secrets) throws UnusableSecret {
        Optional<TrustBundle> roots = roots(secrets);
        String lists = settings.validation().revocations();
        return lists.isEmpty()
                ? roots
                : roots.flatMap(bundle -> secrets.revocations(lists).map(bundle::with));
    }

    private Optional<TrustBundle> roots(Secrets secrets) throws UnusableSecret {
        return switch (settings.validation().roots()) {
            case Roots.Named(String name) -> secrets.trust(name);
            case Roots.Inline(String pem) -> Optional.of(InlineRoots.read(pem));
            case Roots.Nobody _ -> Optional.of(InlineRoots.NONE);
        };
    }
}
