package io.fairlead.install.chart;

/// What is installed under which name, and where.
public record Release(String name, String namespace) {}
