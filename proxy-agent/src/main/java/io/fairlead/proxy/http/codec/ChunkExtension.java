package io.fairlead.proxy.http.codec;

/// The grammar of what follows `;` in the size line of a chunk (RFC 9112 7.1.1): `name`, `name=token` or
/// `name="quoted"`, more of them after further semicolons, without spaces (RFC: "bad whitespace").
final class ChunkExtension {

    private enum State {
        NAME_START,
        NAME,
        VALUE_START,
        VALUE,
        QUOTED,
        ESCAPED,
        AFTER_QUOTE
    }

    private State state = State.NAME_START;

    void reset() {
        state = State.NAME_START;
    }

    /// Whether the extension may end here.
    boolean complete() {
        return state == State.NAME || state == State.VALUE || state == State.AFTER_QUOTE;
    }

    /// Takes one byte; false when it cannot stand there.
    boolean accepts(byte b) {
        boolean token = Bytes.token(b) != 0;
        return switch (state) {
            case NAME_START -> to(token, State.NAME);
            case NAME -> token || (b == '=' ? to(true, State.VALUE_START) : semicolon(b));
            case VALUE_START -> to(token || b == '"', token ? State.VALUE : State.QUOTED);
            case VALUE -> token || semicolon(b);
            case QUOTED -> quoted(b);
            case ESCAPED -> to(Bytes.value(b), State.QUOTED);
            case AFTER_QUOTE -> semicolon(b);
        };
    }

    private boolean quoted(byte b) {
        if (b == '"') {
            return to(true, State.AFTER_QUOTE);
        }
        return b == '\\' ? to(true, State.ESCAPED) : Bytes.value(b);
    }

    private boolean semicolon(byte b) {
        return to(b == ';', State.NAME_START);
    }

    private boolean to(boolean allowed, State next) {
        state = next;
        return allowed;
    }
}
