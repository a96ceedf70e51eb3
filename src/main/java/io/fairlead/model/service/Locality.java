package io.fairlead.model.service;

/// Where something runs; empty parts are unknown.
public record Locality(String region, String zone, String subzone) {
    public static final Locality UNKNOWN = new Locality("", "", "");
}
