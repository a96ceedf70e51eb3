package io.fairlead.model.route;

/// Header manipulation of requests and responses.
public record HeaderChanges(HeaderChange request, HeaderChange response) {
    public static final HeaderChanges NONE =
            new HeaderChanges(HeaderChange.NONE, HeaderChange.NONE);

    public boolean isEmpty() {
        return request.isEmpty() && response.isEmpty();
    }
}
