package io.fairlead.migrate.view;

/// A unit went from one phase to another.
///
/// @param at when, ISO 8601
/// @param actor `autopilot`, or the name of a person
/// @param change of the configuration that followed; empty for none
public record EventView(
        String at,
        String actor,
        String unit,
        String from,
        String to,
        String because,
        String change) {}
