package io.fairlead.proxy.http.rewrite;

/// The head that is being sent, as a codec lets it be changed. Names may have any case.
public interface HeaderEditor {
    /// Is there a header of that name?
    boolean has(String name);

    /// One more header, even if there is one of that name.
    void add(String name, CharSequence value);

    /// The only header of that name.
    void set(String name, CharSequence value);

    /// None of that name.
    void remove(String name);

    /// Another path and query. Never called for a response.
    void path(CharSequence pathAndQuery);

    /// Another authority. Never called for a response.
    void authority(CharSequence authority);
}
