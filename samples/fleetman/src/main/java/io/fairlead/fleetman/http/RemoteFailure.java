package io.fairlead.fleetman.http;

import java.io.Serial;

/// Another service did not answer, or not with success. The message goes to whoever asked us.
public final class RemoteFailure extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public RemoteFailure(String message) {
        super(message);
    }

    public RemoteFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
