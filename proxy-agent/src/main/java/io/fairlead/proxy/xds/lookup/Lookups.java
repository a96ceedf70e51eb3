package io.fairlead.proxy.xds.lookup;

import io.fairlead.proxy.model.Cluster;
import io.fairlead.proxy.model.Discovery;
import io.fairlead.proxy.model.Endpoints;
import io.fairlead.proxy.model.Host;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks up the names in clusters, again and again. A name that can't be looked up keeps the addresses that it had.
///
/// ```text
/// unknown ──ask──▶ asked ──answer, or none──▶ known ──refresh, or retry──▶ asked
/// ```
///
/// Belongs to one event loop; the resolver is asked on threads of its own, of which there are none as long as no
/// cluster has a name.
@SuppressWarnings("FutureReturnValueIgnored") // a timer that can't be set has no one to tell
public final class Lookups {
    /// A resolver that doesn't answer holds one for some ten seconds.
    private static final int THREADS_MAX = 4;

    private static final int ADDRESSES_MAX = 256;
    private static final long IDLE_SECONDS = 30;

    /// However often a control plane wants it.
    private static final Duration REFRESH_MIN = Duration.ofSeconds(5);

    /// After no answer.
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Lookups.class);

    private final ScheduledExecutorService loop;
    private final Executor threads;
    private final Names names;
    private final Runnable onNews;
    private final Map<String, Discovery.LookedUp> clusters = new LinkedHashMap<>();
    private final Map<String, Known> known = new HashMap<>();

    /// What is known of one name.
    private static final class Known {
        private Duration refresh;
        private boolean answered;
        private boolean failing;
        private List<InetAddress> addresses = List.of();

        Known(Duration refresh) {
            this.refresh = refresh;
        }
    }

    /// @param threads on which the resolver may block
    /// @param onNews is called on the loop when an answer differs from the one before
    public Lookups(ScheduledExecutorService loop, Executor threads, Names names, Runnable onNews) {
        this.loop = loop;
        this.threads = threads;
        this.names = names;
        this.onNews = onNews;
    }

    /// Threads that come when there is something to ask, and go.
    public static Executor threads() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS_MAX,
                        THREADS_MAX,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("names-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /// These clusters are all that there are now.
    public void want(Collection<Cluster> all) {
        clusters.clear();
        Map<String, Duration> wanted = new HashMap<>();
        for (Cluster cluster : all) {
            if (cluster.discovery() instanceof Discovery.LookedUp lookedUp) {
                clusters.put(cluster.name(), lookedUp);
                namesIn(lookedUp)
                        .forEach(name -> wanted.merge(name, lookedUp.refresh(), Lookups::shorter));
            }
        }
        known.keySet().retainAll(wanted.keySet());
        wanted.forEach((name, refresh) -> {
            Known before = known.get(name);
            if (before == null) {
                Known next = new Known(refresh);
                known.put(name, next);
                ask(name, next);
            } else {
                before.refresh = refresh;
            }
        });
    }

    /// Endpoints by cluster.
    ///
    /// @param whole only of clusters all of whose names have been asked for; else of all
    public Map<String, Endpoints> found(boolean whole) {
        Map<String, Endpoints> found = new HashMap<>();
        if (clusters.isEmpty()) {
            return found;
        }
        Map<String, List<InetAddress>> addresses = new HashMap<>();
        known.forEach((name, one) -> addresses.put(name, one.addresses));
        clusters.forEach((name, cluster) -> {
            if (!whole || namesIn(cluster).stream().allMatch(this::isAnswered)) {
                found.put(name, Found.of(cluster, addresses));
            }
        });
        return found;
    }

    private boolean isAnswered(String name) {
        Known one = known.get(name);
        return one != null && one.answered;
    }

    private static Set<String> namesIn(Discovery.LookedUp cluster) {
        Set<String> found = new HashSet<>();
        for (Endpoints.LocalityHosts locality : cluster.endpoints().localities()) {
            for (Host host : locality.hosts()) {
                if (!host.address().isLiteral()) {
                    found.add(host.address().host());
                }
            }
        }
        return found;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void ask(String name, Known about) {
        threads.execute(() -> {
            List<InetAddress> answer;
            try {
                answer = names.addresses(name);
            } catch (UnknownHostException _) {
                answer = null;
            }
            List<InetAddress> told = answer;
            loop.execute(() -> answered(name, about, told));
        });
    }

    /// @param answer null when there was none
    private void answered(String name, Known about, @Nullable List<InetAddress> answer) {
        if (known.get(name) != about) {
            return; // Nobody wants it any more.
        }
        boolean first = !about.answered;
        about.answered = true;
        tell(name, about, answer == null);
        List<InetAddress> next = answer == null ? about.addresses : merged(about.addresses, answer);
        boolean news = first || !next.equals(about.addresses);
        about.addresses = next;
        Duration delay = answer == null ? RETRY : longer(about.refresh, REFRESH_MIN);
        loop.schedule(() -> again(name, about), delay.toMillis(), TimeUnit.MILLISECONDS);
        if (news) {
            onNews.run();
        }
    }

    private void again(String name, Known about) {
        if (known.get(name) == about) {
            ask(name, about);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /// Resolvers turn their answers around: the same addresses stay in their order, and the first one stays first as
    /// long as it is among them.
    private static List<InetAddress> merged(List<InetAddress> before, List<InetAddress> answer) {
        Set<InetAddress> next = new LinkedHashSet<>();
        if (!before.isEmpty() && answer.contains(before.getFirst())) {
            next.add(before.getFirst());
        }
        next.addAll(answer);
        return next.equals(Set.copyOf(before))
                ? before
                : new ArrayList<>(next).subList(0, Math.min(next.size(), ADDRESSES_MAX));
    }

    /// Once for each change.
    private static void tell(String name, Known about, boolean failed) {
        if (failed && !about.failing) {
            LOG.warn("event=name_unknown name={} kept={}", name, about.addresses);
        } else if (!failed && about.failing) {
            LOG.info("event=name_known name={}", name);
        }
        about.failing = failed;
    }
}
