package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.codec.Head;
import io.fairlead.proxy.http.codec.KnownHeader;
import io.fairlead.proxy.meter.RequestRecord;
import org.jspecify.annotations.Nullable;

/// The value of `grpc-status`.
final class GrpcStatus {

    private GrpcStatus() {}

    /// In trailers, or in the head of a response without messages, which may say it there instead.
    static int of(Head head) {
        return head.has(KnownHeader.GRPC_STATUS)
                ? parse(head.value(KnownHeader.GRPC_STATUS))
                : RequestRecord.NO_GRPC_STATUS;
    }

    private static int parse(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 3) {
            return RequestRecord.NO_GRPC_STATUS;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return RequestRecord.NO_GRPC_STATUS;
            }
        }
        return Integer.parseInt(text);
    }
}
