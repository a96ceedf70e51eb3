package io.fairlead.model.mtls;

/// The two ends of a connection, as both of them see it.
public record FourTuple(String sourceIp, int sourcePort, String targetIp, int targetPort) {}
