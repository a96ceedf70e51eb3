package io.fairlead.install.template;

/// A stretch of a template: text as it is, or what stands between `{{` and `}}`.
sealed interface Piece {

    /// Text that goes out as it is.
    record Text(String text) implements Piece {}

    /// An action, without its braces, dashes and comments.
    record Action(String code, Place place) implements Piece {}
}
