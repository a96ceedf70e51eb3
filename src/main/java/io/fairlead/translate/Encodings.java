package io.fairlead.translate;

import io.fairlead.translate.input.UnitInput;
import java.util.List;

/// Turns an input record into bytes. The record is the key: an implementation may remember what it made, so that
/// classes of proxies that read the same share the same bytes. Room `push` has one that remembers.
@FunctionalInterface
public interface Encodings {
    /// Remembers nothing.
    Encodings DIRECT = Encodings::encode;

    List<Encoded> of(UnitInput input);

    /// An equal value that other classes of proxies have already, or this one.
    ///
    /// @param value immutable
    default <T> T shared(T value) {
        return value;
    }

    /// Translates and encodes.
    static List<Encoded> encode(UnitInput input) {
        return input.translate().stream().map(Encoded::of).toList();
    }
}
