package io.fairlead.proxy.tcp;

import io.fairlead.proxy.clock.Clock;
import io.fairlead.proxy.meter.RequestObserver;
import io.fairlead.proxy.model.Handler.TcpHandler;
import java.util.random.RandomGenerator;

/// What all connections of one filter chain share on one event loop.
public record TcpService(
        TcpHandler handler,
        TcpUpstreams upstreams,
        RequestObserver observer,
        Clock clock,
        RandomGenerator random) {}
