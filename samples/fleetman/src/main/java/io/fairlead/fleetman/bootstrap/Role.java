package io.fairlead.fleetman.bootstrap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a process of this jar can be.
///
/// The ports are those of the profiles: in production every service has an address of its own, so most listen on
/// 8080; standalone they share one machine.
public enum Role {
    SIMULATOR(0, 0),
    TRACKER(8080, 8090),
    TELEMETRY(8080, 8100),
    STAFF(8080, 8110),
    PHOTO(8080, 8120),
    LEGACY_MONITOR(8080, 8130),
    GATEWAY(8080, 8080),
    WEBAPP(80, 8000),
    GREETER(7000, 7000),
    ECHO(8080, 7100);

    private final int productionPort;
    private final int standalonePort;

    Role(int productionPort, int standalonePort) {
        this.productionPort = productionPort;
        this.standalonePort = standalonePort;
    }

    /// Its name on the command line and in `FLEETMAN_ROLE`, for example `legacy-monitor`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The variable that says where it is, for example `TRACKER_URL`.
    public String urlVariable() {
        return this == LEGACY_MONITOR ? "MONITOR_URL" : name() + "_URL";
    }

    /// Where it listens; 0 for a role that nobody calls.
    public int port(boolean production) {
        return production ? productionPort : standalonePort;
    }

    /// The role of this name.
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /// All names, for messages.
    public static String words() {
        return Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
