package io.fairlead.app;

import io.fairlead.trace.collect.CollectLimits;
import io.fairlead.trace.collect.Collectors;

/// Where spans are taken, and how much of them.
public record TraceOptions(Collectors.Addresses addresses, CollectLimits limits) {}
