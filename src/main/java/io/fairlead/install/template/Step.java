package io.fairlead.install.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template does, piece by piece.
sealed interface Step {

    /// Goes out as it is.
    record Text(String text) implements Step {}

    /// `{{ pipeline }}`.
    record Output(Expr value, Place place) implements Step {}

    /// `{{ $x := pipeline }}`, or `=` for a variable that is there.
    record Let(String variable, boolean isNew, Expr value, Place place) implements Step {}

    /// `{{ if }}`, `{{ else if }}`, `{{ else }}`.
    record If(Expr condition, List<Step> then, List<Step> otherwise) implements Step {
        public If {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// `{{ with }}`: the value is what the block is about, unless it is empty.
    record With(Expr value, List<Step> then, List<Step> otherwise) implements Step {
        public With {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /// `{{ range }}`.
    ///
    /// @param key variable for the index or key; null for none
    /// @param item variable for the value; null for none
    record Range(
            @Nullable String key,
            @Nullable String item,
            Expr over,
            List<Step> then,
            List<Step> otherwise,
            Place place)
            implements Step {
        public Range {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }
}
