package io.fairlead.proxy.model;

/// Which side of the application a listener stands on.
public enum TrafficDirection {
    UNSPECIFIED,
    INBOUND,
    OUTBOUND
}
