package io.fairlead.app;

import io.fairlead.ca.server.Authentication;
import io.fairlead.clock.Clock;
import io.fairlead.meter.Faults;
import io.fairlead.meter.MetricNames;
import io.fairlead.model.store.ConfigStore;
import io.fairlead.push.ads.Services;
import io.fairlead.replica.ask.AskLimits;
import io.fairlead.replica.ask.AskService;
import io.fairlead.replica.ask.Asker;
import io.fairlead.replica.elect.Lease;
import io.fairlead.replica.elect.Standing;
import io.fairlead.replica.peer.Dial;
import io.fairlead.replica.peer.Gate;
import io.fairlead.replica.relay.Relay;
import io.fairlead.replica.relay.RelayLimits;
import io.fairlead.replica.relay.RelayMeters;
import io.fairlead.replica.relay.RelayService;
import io.fairlead.replica.relay.Sight;
import io.fairlead.replica.stand.Candidate;
import io.fairlead.replica.tell.Heard;
import io.fairlead.replica.tell.TellLimits;
import io.fairlead.replica.tell.TellMeters;
import io.fairlead.replica.tell.TellService;
import io.fairlead.replica.tell.Teller;
import io.fairlead.telemetry.aggregate.TrafficReport;
import io.fairlead.telemetry.intake.ReportWriter;
import io.fairlead.trace.decode.Format;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// This daemon among others: while another leads, it is told what this one hears; while this one leads, it listens.
///
/// ```
/// sidecars, exporters ─▶ follower ─┬▶ its own graph and traces
///                                  └▶ Teller ──TLS, 15012──▶ TellService ─▶ the leader's graph and traces
/// people ─▶ LeadersPages ─▶ Asker ──the same port──▶ AskService ─▶ what the leader shows
/// sidecars ◀────────────▶ Upward ◀──▶ Relay ◀──the same port──▶ RelayService ◀──▶ Followers ◀──▶ its migration
/// ```
final class Replicas implements AutoCloseable {
    private static final int REPORT = 1;

    private final Surroundings around;
    private final TellMeters meters;
    private final Predicate<byte[]> reports;
    private final BiPredicate<Format, byte[]> spans;
    private volatile @Nullable Candidate candidate;
    private final RelayMeters relayMeters;
    private final Upward leader;
    private final Followers followers;
    private final LeadersPages pages;
    private volatile @Nullable Lines lines;

    /// @param shared whether there are others
    record Surroundings(Clock clock, Faults faults, MeterRegistry registry, boolean shared) {}

    /// Where this daemon listens; a port is 0 where there is none.
    record Ports(int secure, int console) {}

    /// To the daemon that leads.
    private record Lines(Teller teller, Relay relay, Asker asker) implements AutoCloseable {
        void begin() {
            teller.start();
            relay.follow("");
            relay.start();
        }

        /// This daemon leads.
        void rest() {
            teller.follow("");
            relay.rest();
            asker.follow("");
        }

        /// Another one leads.
        void follow(String address) {
            teller.follow(address);
            relay.follow(address);
            asker.follow(address);
        }

        @Override
        public void close() {
            teller.close();
            relay.close();
            asker.close();
        }
    }

    /// @param reports takes in a report that another daemon was sent
    /// @param spans takes in a request that another daemon's collector was sent
    Replicas(Surroundings around, Predicate<byte[]> reports, BiPredicate<Format, byte[]> spans) {
        this.around = around;
        this.meters = new TellMeters(around.registry());
        this.reports = reports;
        this.spans = spans;
        this.relayMeters = new RelayMeters(around.registry());
        this.leader = new Upward(around.clock(), this::isFollowing);
        this.pages = new LeadersPages(this::isFollowing);
        this.followers = new Followers(around.clock());
        around.registry()
                .gauge(MetricNames.REPLICA_LEADS, this, known -> known.view().leads() ? 1 : 0);
    }

    /// @param store where the record of who leads is kept
    void start(ReplicaOptions options, Identity identity, ConfigStore store, Ports ports) {
        Lines opened = opened(new Dial(Identity.NAMES.getFirst(), identity::clientTls));
        lines = opened;
        leader.open(opened.relay(), identity.daemon(), () -> issued(identity));
        pages.open(opened.asker());
        opened.begin();
        Lease self =
                new Lease(
                        options.name() + "_" + UUID.randomUUID(),
                        at(options.host(), ports.secure()),
                        at(options.host(), ports.console()),
                        0);
        Candidate standing =
                new Candidate(
                        self,
                        options.limits(),
                        new Candidate.Surroundings(store, around.clock(), around.faults()),
                        this::became);
        candidate = standing;
        standing.start();
    }

    private Lines opened(Dial dial) {
        return new Lines(
                new Teller(
                        dial,
                        TellLimits.DEFAULT,
                        new Teller.Surroundings(around.clock(), around.faults(), meters)),
                new Relay(
                        dial,
                        RelayLimits.DEFAULT,
                        new Relay.Surroundings(around.clock(), around.faults(), relayMeters),
                        leader),
                new Asker(dial, AskLimits.DEFAULT, around.clock()));
    }

    private static String at(String host, int port) {
        if (port == 0) {
            return "";
        }
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private void became(Standing standing) {
        Lines known = lines;
        if (known == null) {
            return;
        }
        switch (standing) {
            case Standing.Leads _ -> known.rest();
            case Standing.Follows(_, Lease lease, _) -> known.follow(lease.address());
        }
    }

    private static Set<Sight.Issued> issued(Identity identity) {
        return identity.authority().view().certificates().stream()
                .map(one ->
                        new Sight.Issued(
                                one.identity(), one.pod(), one.notBefore(), one.notAfter()))
                .collect(Collectors.toSet());
    }

    /// For the secured port.
    Services services(Identity identity) {
        Gate gate = new Gate(this::isLeading, identity::daemon, Authentication::caller);
        return Services.of(
                List.of(
                        new TellService(this::hear, gate, meters),
                        new RelayService(followers, gate, RelayLimits.DEFAULT, relayMeters),
                        new AskService(pages::answer, gate)));
    }

    /// Of several, this one leads.
    private boolean isLeading() {
        ReplicaView known = view();
        return known.replicas() && known.leads();
    }

    /// Another one leads, or it isn't known yet which one does.
    private boolean isFollowing() {
        return around.shared() && !isLeading();
    }

    /// What all daemons show.
    LeadersPages pages() {
        return pages;
    }

    /// This daemon as one that follows.
    Upward leader() {
        return leader;
    }

    /// The others, as those that follow this one.
    Followers followers() {
        return followers;
    }

    /// This daemon was sent a report.
    void report(TrafficReport report) {
        Lines known = lines;
        if (known != null && known.teller().isFollowing()) {
            known.teller().offer(new Heard(REPORT, ReportWriter.bytes(report)));
        }
    }

    /// This daemon was sent spans.
    void spans(Format format, byte[] request) {
        Lines known = lines;
        if (known != null) {
            known.teller().offer(new Heard(kind(format), request));
        }
    }

    private static int kind(Format format) {
        return switch (format) {
            case JAEGER -> 2;
            case OTLP -> 3;
            case OTLP_JSON -> 4;
            case ZIPKIN -> 5;
        };
    }

    private boolean hear(Heard heard) {
        if (heard.kind() == REPORT) {
            return reports.test(heard.body());
        }
        for (Format format : Format.values()) {
            if (kind(format) == heard.kind()) {
                return spans.test(format, heard.body());
            }
        }
        return false;
    }

    ReplicaView view() {
        Candidate known = candidate;
        if (known == null) {
            return new ReplicaView(false, true, "", "", true);
        }
        return switch (known.standing()) {
            case Standing.Leads(_, Lease lease, _) ->
                    new ReplicaView(true, true, lease.address(), lease.console(), true);
            case Standing.Follows(_, Lease lease, _) ->
                    new ReplicaView(
                            true, false, lease.address(), lease.console(), !pages.isPartial());
        };
    }

    @Override
    public void close() {
        Candidate standing = candidate;
        if (standing != null) {
            standing.close();
        }
        Lines known = lines;
        if (known != null) {
            known.close();
        }
    }
}
