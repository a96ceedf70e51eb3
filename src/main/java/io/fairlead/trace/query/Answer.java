package io.fairlead.trace.query;

/// What somebody who asks gets.
///
/// @param status of HTTP
/// @param json not copied: who gives it lets go of it
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, byte[] json) {}
