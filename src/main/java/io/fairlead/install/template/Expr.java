package io.fairlead.install.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Something that has a value.
sealed interface Expr {

    /// Written out.
    record Literal(JsonNode value) implements Expr {}

    /// The value that a template or block is about, `.`.
    record Dot() implements Expr {}

    /// `$`, which is empty here, or `$name`.
    record Variable(String name, Place place) implements Expr {}

    /// A field of a mapping: `.Values`, `(…).name`.
    record Field(Expr of, String name, Place place) implements Expr {}

    /// A function with what it is given.
    record Call(String function, List<Expr> arguments, Place place) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
