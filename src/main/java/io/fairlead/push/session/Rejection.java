package io.fairlead.push.session;

import java.util.List;

/// A client refused an answer, and it is known which resources.
///
/// @param nonce of the answer
/// @param names resources that are refused; empty when that can't be told
/// @param code gRPC status code
public record Rejection(TypeUrl type, String nonce, List<String> names, int code, String message) {
    public Rejection {
        names = List.copyOf(names);
    }
}
