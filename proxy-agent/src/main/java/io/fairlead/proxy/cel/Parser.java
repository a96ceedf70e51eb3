package io.fairlead.proxy.cel;

import io.fairlead.proxy.model.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Words into parts, each of the precedences of CEL a method. Mutable, for one text.
final class Parser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int regexSteps;

    Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Node whole() throws BadExpression {
        Node node = choice();
        if (peek().kind() != Token.Kind.END) {
            throw unexpected();
        }
        return node;
    }

    /// Of all regular expressions, as far as it has read.
    int regexSteps() {
        return regexSteps;
    }

    private Node choice() throws BadExpression {
        if (++depth > Limits.DEPTH_MAX) {
            throw new BadExpression("more than " + Limits.DEPTH_MAX + " parts inside each other");
        }
        Node condition = or();
        if (take("?")) {
            Node yes = choice();
            expect(":");
            condition = new Node.Choice(condition, yes, choice());
        }
        depth--;
        return condition;
    }

    private Node or() throws BadExpression {
        Node left = and();
        while (take("||")) {
            left = new Node.Or(left, and());
        }
        return left;
    }

    private Node and() throws BadExpression {
        Node left = comparison();
        while (take("&&")) {
            left = new Node.And(left, comparison());
        }
        return left;
    }

    private Node comparison() throws BadExpression {
        Node left = sum();
        Token next = peek();
        if (next.kind() == Token.Kind.SIGN && COMPARISONS.contains(next.text())) {
            at++;
            return new Node.Comparison(next.text(), left, sum());
        }
        if (take("in")) {
            expect("[");
            return new Node.OneOf(left, list("]"));
        }
        return left;
    }

    private Node sum() throws BadExpression {
        Node left = product();
        while (peek().is("+") || peek().is("-")) {
            String sign = tokens.get(at++).text();
            left = new Node.Sum(sign, left, product());
        }
        return left;
    }

    private Node product() throws BadExpression {
        Node left = unary();
        while (peek().is("*") || peek().is("/") || peek().is("%")) {
            String sign = tokens.get(at++).text();
            left = new Node.Sum(sign, left, unary());
        }
        return left;
    }

    private Node unary() throws BadExpression {
        boolean not = false;
        boolean any = false;
        while (take("!")) {
            not = !not;
            any = true;
        }
        if (any) {
            Node what = member();
            return not ? new Node.Not(what) : new Node.Not(new Node.Not(what));
        }
        return take("-") ? new Node.Sum("-", new Node.Constant(0L), member()) : member();
    }

    private Node member() throws BadExpression {
        Node node = primary();
        while (take(".")) {
            node = method(node, name());
        }
        return node;
    }

    private Node method(Node what, String name) throws BadExpression {
        expect("(");
        List<Node> arguments = list(")");
        if (name.equals("size") && arguments.isEmpty()) {
            return new Node.Conversion(Values::size, what);
        }
        if (arguments.size() != 1) {
            throw new BadExpression("the function " + name + " isn't known");
        }
        Node argument = arguments.getFirst();
        return switch (name) {
            case "contains" -> new Node.Text(Node.TextTest.CONTAINS, what, argument);
            case "startsWith" -> new Node.Text(Node.TextTest.STARTS_WITH, what, argument);
            case "endsWith" -> new Node.Text(Node.TextTest.ENDS_WITH, what, argument);
            case "matches" -> new Node.Matches(what, pattern(argument));
            default -> throw new BadExpression("the function " + name + " isn't known");
        };
    }

    private Regex pattern(Node argument) throws BadExpression {
        if (argument instanceof Node.Constant(String text)) {
            regexSteps += Regex.steps(text);
            if (regexSteps > Limits.REGEX_STEPS_MAX) {
                throw new BadExpression(
                        "its regular expressions take more than "
                                + Limits.REGEX_STEPS_MAX
                                + " steps");
            }
            try {
                return Regex.compile(text);
            } catch (IllegalArgumentException e) {
                throw new BadExpression(String.valueOf(e.getMessage()));
            }
        }
        throw new BadExpression("matches takes a string that is written there");
    }

    private Node primary() throws BadExpression {
        Token token = tokens.get(at);
        return switch (token.kind()) {
            case STRING -> {
                at++;
                yield new Node.Constant(token.text());
            }
            case NUMBER -> {
                at++;
                yield new Node.Constant(number(token));
            }
            case NAME -> named();
            case SIGN -> inParentheses();
            case END -> throw unexpected();
        };
    }

    private Node inParentheses() throws BadExpression {
        expect("(");
        Node inside = choice();
        expect(")");
        return inside;
    }

    private static Object number(Token token) throws BadExpression {
        try {
            return token.text().contains(".")
                    ? (Object) Double.valueOf(token.text())
                    : (Object) Long.valueOf(token.text());
        } catch (NumberFormatException _) {
            throw new BadExpression(token + " is no number");
        }
    }

    /// A word of CEL, a function, or the dotted name of an attribute.
    private Node named() throws BadExpression {
        String first = name();
        if (first.equals("true") || first.equals("false")) {
            return new Node.Constant(Boolean.valueOf(first));
        }
        if (take("(")) {
            return function(first, list(")"));
        }
        StringBuilder dotted = new StringBuilder(first);
        // The last name is a function when an argument follows.
        while (peek().is(".") && !calls()) {
            at++;
            dotted.append('.').append(name());
        }
        String attribute = dotted.toString();
        if (take("[")) {
            Token key = peek();
            if (key.kind() != Token.Kind.STRING) {
                throw new BadExpression("a header's name is a string, not " + key);
            }
            at++;
            expect("]");
            return Attributes.header(attribute, key.text());
        }
        return Attributes.named(attribute);
    }

    private boolean calls() {
        return at + 2 < tokens.size() && tokens.get(at + 2).is("(");
    }

    private static Node function(String name, List<Node> arguments) throws BadExpression {
        Node argument = arguments.size() == 1 ? arguments.getFirst() : null;
        Node known = argument == null ? null : function(name, argument);
        if (known == null) {
            throw new BadExpression("the function " + name + " isn't known");
        }
        return known;
    }

    private static @Nullable Node function(String name, Node argument) throws BadExpression {
        return switch (name) {
            case "has" -> new Node.Has(argument);
            case "string" -> new Node.Conversion(Values::text, argument);
            case "int" -> new Node.Conversion(Values::whole, argument);
            case "size" -> new Node.Conversion(Values::size, argument);
            case "duration" -> duration(argument);
            default -> null;
        };
    }

    private static Node duration(Node argument) throws BadExpression {
        Long nanos = argument instanceof Node.Constant(String text) ? Values.nanos(text) : null;
        if (nanos == null) {
            throw new BadExpression("duration takes a string such as \"250ms\"");
        }
        return new Node.Constant(nanos);
    }

    private List<Node> list(String end) throws BadExpression {
        List<Node> list = new ArrayList<>();
        if (take(end)) {
            return list;
        }
        list.add(choice());
        while (take(",")) {
            list.add(choice());
        }
        expect(end);
        return list;
    }

    private String name() throws BadExpression {
        if (peek().kind() != Token.Kind.NAME) {
            throw unexpected();
        }
        return tokens.get(at++).text();
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean take(String sign) {
        boolean is = peek().is(sign);
        at += is ? 1 : 0;
        return is;
    }

    private void expect(String sign) throws BadExpression {
        if (!take(sign)) {
            throw unexpected();
        }
    }

    private BadExpression unexpected() {
        return new BadExpression(peek() + " at " + peek().at() + " isn't expected");
    }
}
