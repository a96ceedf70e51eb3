package io.fairlead.fleetman.http;

/// One header line.
public record Header(String name, String value) {}
