package io.fairlead.proxy.trace.export;

import io.fairlead.proxy.grpc.GrpcTarget;
import io.fairlead.proxy.model.Address;

/// How a collector is reached.
public sealed interface Way {

    /// In plaintext.
    record Plain(Address address) implements Way {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// As the control plane is: over its TLS, where it has any, and with what shows who this pod is. By gRPC only.
    record Daemon(GrpcTarget target) implements Way {
        @Override
        public String toString() {
            return target.toString();
        }
    }
}
