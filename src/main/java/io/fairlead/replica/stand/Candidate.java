package io.fairlead.replica.stand;

import io.fairlead.clock.Clock;
import io.fairlead.clock.LoopThread;
import io.fairlead.meter.Faults;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.replica.elect.ElectLimits;
import io.fairlead.replica.elect.Election;
import io.fairlead.replica.elect.Lease;
import io.fairlead.replica.elect.Standing;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the record again and again, and tells when this daemon begins to lead, or another one does.
///
/// Where the record is kept is the store's business: a directory that daemons share, or a Lease of Kubernetes.
public final class Candidate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Candidate.class);

    private static final int CLOSE_SECONDS = 3;

    /// The record's name, as Kubernetes would have it.
    static final ObjectKey KEY =
            new ObjectKey("coordination.k8s.io", "Lease", "istio-system", "fairlead-leader");

    private final ConfigStore store;
    private final Lease self;
    private final Election election;
    private final ElectLimits limits;
    private final Clock clock;
    private final Faults faults;
    private final Consumer<Standing> told;
    private final LoopThread thread = new LoopThread("replicas");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Standing standing = Standing.BEGIN;
    private boolean failing;

    /// What it needs of the daemon.
    public record Surroundings(ConfigStore store, Clock clock, Faults faults) {}

    /// @param told of each change of who leads, on this loop's thread
    public Candidate(Lease self, ElectLimits limits, Surroundings around, Consumer<Standing> told) {
        this.self = self;
        this.election = new Election(self, limits);
        this.limits = limits;
        this.store = around.store();
        this.clock = around.clock();
        this.faults = around.faults();
        this.told = told;
    }

    public void start() {
        thread.start(this::loop);
    }

    public Standing standing() {
        return standing;
    }

    private void loop() {
        try {
            do {
                look();
            } while (!closing.await(limits.every().toNanos(), TimeUnit.NANOSECONDS));
            giveBack();
        } catch (InterruptedException _) {
            // It took too long to end by itself; the others wait for a while.
        } finally {
            ended.countDown();
        }
    }

    private void look() {
        try {
            become(step());
            failing = false;
        } catch (IOException e) {
            become(election.failed(standing, clock.nanos()));
            if (!failing) {
                LOG.atWarn()
                        .setMessage("the record of who leads can't be read or written")
                        .addKeyValue("reason", e)
                        .log();
            }
            failing = true;
        } catch (RuntimeException e) {
            faults.onFault("replicas", e);
        }
    }

    private Standing step() throws IOException {
        // Taken before: what is written counts from when it can't have been older.
        long now = clock.nanos();
        return switch (election.seen(standing, store.read(KEY).orElse(null), now)) {
            case Election.Step.Wait(Standing next) -> next;
            case Election.Step.Write(Lease lease, String expected) ->
                    election.wrote(lease, store.write(KEY, lease.contents(), expected), now);
        };
    }

    private void become(Standing next) {
        String before = leader(standing);
        standing = next;
        String now = leader(next);
        if (now.equals(before)) {
            return;
        }
        LOG.atInfo()
                .setMessage(next instanceof Standing.Leads ? "this daemon leads" : "another leads")
                .addKeyValue("leader", now.isEmpty() ? "nobody yet" : now)
                .log();
        told.accept(next);
    }

    private static String leader(Standing standing) {
        return switch (standing) {
            case Standing.Leads(_, Lease lease, _) -> lease.holder() + " " + lease.address();
            case Standing.Follows(_, Lease lease, _) ->
                    (lease.holder() + " " + lease.address()).strip();
        };
    }

    private void giveBack() {
        if (standing instanceof Standing.Leads(String version, Lease lease, _)) {
            try {
                ConfigStore.Outcome left = store.write(KEY, lease.givenBack().contents(), version);
                LOG.atDebug().setMessage("leads no more").addKeyValue("record", left).log();
            } catch (IOException e) {
                LOG.atWarn()
                        .setMessage("the others will wait for this daemon a while")
                        .addKeyValue("holder", self.holder())
                        .addKeyValue("reason", e)
                        .log();
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            // Writing must not be interrupted.
            boolean _ = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.close();
    }
}
