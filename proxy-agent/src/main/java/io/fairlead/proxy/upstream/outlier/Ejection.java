package io.fairlead.proxy.upstream.outlier;

import io.fairlead.proxy.model.OutlierDetection;

/// Whether a host takes part, by Envoy's rules of consecutive failures.
///
/// ```
/// Serving --a limit of consecutive failures is reached--> Ejected --its time is over--> Serving
/// ```
///
/// Each ejection lasts longer than the one before, up to a maximum; each interval without one takes one step back.
public sealed interface Ejection {

    /// Nothing is known against it.
    Serving FRESH = new Serving(0, 0, 0, 0);

    /// Takes part.
    ///
    /// @param fiveXx consecutive 5xx, failures to answer included
    /// @param gateway consecutive 502, 503, 504, failures to answer included
    /// @param local consecutive failures to answer, where those are counted apart
    /// @param ejections how often it was ejected, less one for each quiet interval
    record Serving(int fiveXx, int gateway, int local, int ejections) implements Ejection {}

    /// Is left out.
    ///
    /// @param ejections how often it was, this time included
    record Ejected(long untilNanos, int ejections) implements Ejection {}

    /// What happened.
    sealed interface Event {
        /// It answered with this status; 504 also when it took too long.
        record Answered(int status) implements Event {}

        /// It could not answer: no connection, or a broken one.
        record Failed() implements Event {}

        /// An interval is over.
        record Interval() implements Event {}

        Failed FAILED = new Failed();
        Interval INTERVAL = new Interval();
    }

    /// The next state; the same object when nothing changes.
    ///
    /// @param mayEject false when enough hosts of the cluster are left out already
    static Ejection next(
            Ejection state, Event event, OutlierDetection limits, long nowNanos, boolean mayEject) {
        return switch (state) {
            case Serving serving ->
                    switch (event) {
                        case Event.Answered(int status) ->
                                judge(answered(serving, status), limits, nowNanos, mayEject);
                        case Event.Failed() ->
                                judge(failed(serving, limits), limits, nowNanos, mayEject);
                        case Event.Interval() -> calm(serving);
                    };
            case Ejected ejected ->
                    event instanceof Event.Interval && nowNanos - ejected.untilNanos >= 0
                            ? new Serving(0, 0, 0, ejected.ejections)
                            : ejected;
        };
    }

    private static Serving answered(Serving of, int status) {
        if (status < 500) {
            boolean clean = of.fiveXx == 0 && of.gateway == 0 && of.local == 0;
            return clean ? of : new Serving(0, 0, 0, of.ejections);
        }
        boolean gateway = status >= 502 && status <= 504;
        return new Serving(of.fiveXx + 1, gateway ? of.gateway + 1 : 0, 0, of.ejections);
    }

    private static Serving failed(Serving of, OutlierDetection limits) {
        return limits.splitLocalErrors()
                ? new Serving(of.fiveXx, of.gateway, of.local + 1, of.ejections)
                : new Serving(of.fiveXx + 1, of.gateway + 1, 0, of.ejections);
    }

    private static Ejection judge(
            Serving of, OutlierDetection limits, long nowNanos, boolean mayEject) {
        boolean over =
                reached(of.fiveXx, limits.consecutive5xx())
                        || reached(of.gateway, limits.consecutiveGatewayFailures())
                        || (limits.splitLocalErrors()
                                && reached(of.local, limits.consecutiveLocalFailures()));
        if (!over || !mayEject) {
            return of;
        }
        int ejections = of.ejections + 1;
        long base = limits.baseEjection().toNanos();
        long most = Math.max(base, limits.maxEjection().toNanos());
        long nanos = base > most / ejections ? most : base * ejections;
        return new Ejected(nowNanos + nanos, ejections);
    }

    private static boolean reached(int count, int limit) {
        return limit > 0 && count >= limit;
    }

    private static Serving calm(Serving of) {
        return of.ejections == 0
                ? of
                : new Serving(of.fiveXx, of.gateway, of.local, of.ejections - 1);
    }
}
