package io.fairlead.perf.run;

import io.fairlead.perf.load.Order;
import io.fairlead.perf.load.Order.Protocol;
import io.fairlead.perf.load.Order.Shape;
import io.fairlead.perf.load.Order.Target;
import io.fairlead.perf.peer.Backend;
import io.fairlead.perf.peer.Family;
import io.fairlead.perf.peer.Running;
import io.fairlead.perf.table.Unit;
import java.util.ArrayList;
import java.util.List;

/// One thing that is done to all peers.
///
/// @param handshakes whether requests go where each makes a new TLS connection between the proxies of a pair
/// @param limited whether the peer has only a fifth of a core meanwhile
record Scenario(
        String title, Unit unit, Shape shape, boolean large, boolean handshakes, boolean limited) {
    private static final int EVEN = 1000;

    /// All of a family.
    ///
    /// @param canLimit whether this machine lets CPU be limited
    static List<Scenario> of(Family family, boolean canLimit) {
        List<Scenario> all = new ArrayList<>();
        switch (family) {
            case HTTP1 -> {
                all.add(requests("saturated, 16 connections", Shape.saturated(16, 1)));
                all.add(requests("saturated, 64 connections", Shape.saturated(64, 1)));
                all.add(requests("1,000/s evenly spaced", Shape.even(16, 1, EVEN)));
                all.add(fresh());
            }
            case HTTP2 -> {
                all.add(requests("saturated, 4 × 16 streams", Shape.saturated(4, 16)));
                all.add(requests("1,000/s evenly spaced", Shape.even(4, 16, EVEN)));
            }
            case TCP -> {
                all.add(
                        new Scenario(
                                "bulk, 4 connections",
                                Unit.GIGABYTE,
                                Shape.saturated(4, 1),
                                true,
                                false,
                                false));
                all.add(requests("1 KB, 1,000/s evenly spaced", Shape.even(16, 1, EVEN)));
                all.add(fresh());
            }
            case TELEMETRY -> {
                all.add(requests("saturated, 16 connections", Shape.saturated(16, 1)));
                all.add(requests("1,000/s evenly spaced", Shape.even(16, 1, EVEN)));
            }
            case MTLS -> {
                all.add(requests("pair, saturated, 16 connections", Shape.saturated(16, 1)));
                all.add(requests("pair, 1,000/s evenly spaced", Shape.even(16, 1, EVEN)));
                all.add(
                        new Scenario(
                                "pair, a full mutual handshake for each request (both sides)",
                                Unit.CONNECTION,
                                Shape.saturated(8, 1),
                                false,
                                true,
                                false));
            }
        }
        if (canLimit && family != Family.TELEMETRY) {
            all.add(
                    new Scenario(
                            "1,000/s evenly spaced at a limit of 200m",
                            Unit.REQUEST,
                            Shape.even(family == Family.HTTP2 ? 4 : 16, streams(family), EVEN),
                            false,
                            false,
                            true));
        }
        return all;
    }

    /// What the time after a cold start is measured with.
    static Scenario even(Family family) {
        return requests(
                "1,000/s", Shape.even(family == Family.HTTP2 ? 4 : 16, streams(family), EVEN));
    }

    private static int streams(Family family) {
        return family == Family.HTTP2 ? 16 : 1;
    }

    private static Scenario fresh() {
        return new Scenario(
                "new connections, one request each",
                Unit.CONNECTION,
                Shape.fresh(8),
                false,
                false,
                false);
    }

    private static Scenario requests(String title, Shape shape) {
        return new Scenario(title, Unit.REQUEST, shape, false, false, false);
    }

    Order order(Family family, Running peer, int millis) {
        Target target =
                new Target(
                        family == Family.HTTP2 ? Protocol.HTTP2 : Protocol.HTTP1,
                        handshakes && peer.setup().handshakePort() != 0
                                ? peer.setup().handshakePort()
                                : peer.setup().port(),
                        Backend.HOST,
                        large ? Backend.LARGE : Backend.SMALL,
                        large ? Backend.LARGE_BYTES : Backend.SMALL_BYTES);
        return new Order(target, shape, millis, peer.processes());
    }
}
