package io.fairlead.proxy.cel;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.model.Regex;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of an expression. Its value is a Boolean, Long, Double or String; null says that there is none.
sealed interface Node {
    @Nullable Object value(RequestRecord request);

    record Constant(Object constant) implements Node {
        @Override
        public Object value(RequestRecord request) {
            return constant;
        }
    }

    /// What the request says.
    record Attribute(String name, Function<RequestRecord, @Nullable Object> read) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            return read.apply(request);
        }
    }

    /// `has(x)`.
    record Has(Node what) implements Node {
        @Override
        public Object value(RequestRecord request) {
            return what.value(request) != null;
        }
    }

    record Not(Node what) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            return what.value(request) instanceof Boolean is ? (Object) !is : null;
        }
    }

    /// Both sides are asked where one of them has no value, as CEL wants it: `false` wins.
    record And(Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object one = left.value(request);
            if (Boolean.FALSE.equals(one)) {
                return false;
            }
            Object other = right.value(request);
            return Boolean.FALSE.equals(other)
                    ? (Object) false
                    : (Boolean.TRUE.equals(one) && Boolean.TRUE.equals(other)) ? true : null;
        }
    }

    /// Here `true` wins.
    record Or(Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object one = left.value(request);
            if (Boolean.TRUE.equals(one)) {
                return true;
            }
            Object other = right.value(request);
            return Boolean.TRUE.equals(other)
                    ? (Object) true
                    : (Boolean.FALSE.equals(one) && Boolean.FALSE.equals(other)) ? false : null;
        }
    }

    record Choice(Node condition, Node yes, Node no) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            return condition.value(request) instanceof Boolean is
                    ? (is ? yes : no).value(request)
                    : null;
        }
    }

    record Comparison(String sign, Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object one = left.value(request);
            Object other = right.value(request);
            return one == null || other == null ? null : Values.compare(sign, one, other);
        }
    }

    record Sum(String sign, Node left, Node right) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object one = left.value(request);
            Object other = right.value(request);
            return one == null || other == null ? null : Values.sum(sign, one, other);
        }
    }

    record OneOf(Node what, List<Node> list) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object is = what.value(request);
            return is == null
                    ? null
                    : (Object)
                            list.stream()
                                    .map(item -> item.value(request))
                                    .anyMatch(item ->
                                            item != null
                                                    && Boolean.TRUE.equals(
                                                            Values.compare("==", is, item)));
        }
    }

    /// `x.startsWith(y)` and the like.
    record Text(TextTest test, Node what, Node part) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            return what.value(request) instanceof String text
                            && part.value(request) instanceof String other
                    ? (Object) test.of(text, other)
                    : null;
        }
    }

    /// `x.matches("…")`: somewhere in the text.
    record Matches(Node what, Regex pattern) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            return what.value(request) instanceof String text
                    ? (Object) pattern.isFoundIn(text)
                    : null;
        }
    }

    /// `string(x)`, `int(x)`, `size(x)`.
    record Conversion(Function<Object, @Nullable Object> to, Node what) implements Node {
        @Override
        public @Nullable Object value(RequestRecord request) {
            Object is = what.value(request);
            return is == null ? null : to.apply(is);
        }
    }

    /// A question about two texts.
    enum TextTest {
        CONTAINS,
        STARTS_WITH,
        ENDS_WITH;

        boolean of(String text, String part) {
            return switch (this) {
                case CONTAINS -> text.contains(part);
                case STARTS_WITH -> text.startsWith(part);
                case ENDS_WITH -> text.endsWith(part);
            };
        }
    }
}
