package io.fairlead.proxy.grpc;

/// Why a stream ended.
///
/// @param status of gRPC; [#NO_STATUS] when the connection failed below it
public record Closed(int status, String message) {
    public static final int NO_STATUS = -1;
    private static final int UNIMPLEMENTED = 12;

    /// The connection could not be made or broke.
    public static Closed broken(String message) {
        return new Closed(NO_STATUS, message);
    }

    /// The server doesn't know the method.
    public boolean isUnimplemented() {
        return status == UNIMPLEMENTED;
    }
}
