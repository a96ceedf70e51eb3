package io.fairlead.trace.span;

/// Another span that this one comes from.
///
/// @param child true for a part of that span's work, false for what follows from it
public record Reference(TraceId trace, long span, boolean child) {}
