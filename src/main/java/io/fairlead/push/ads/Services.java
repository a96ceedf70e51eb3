package io.fairlead.push.ads;

import io.grpc.BindableService;
import java.util.List;
import java.util.stream.Stream;

/// What a port serves beside xDS.
public record Services(List<BindableService> all) {

    public Services {
        all = List.copyOf(all);
    }

    /// These.
    public static Services of(List<? extends BindableService> services) {
        return new Services(List.copyOf(services));
    }

    /// These, and more.
    public Services with(List<? extends BindableService> more) {
        return new Services(Stream.concat(all.stream(), more.stream()).toList());
    }
}
