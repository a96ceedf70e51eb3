package io.fairlead.fleetman.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All roles in one process, each on a free port of the loopback and told where the others are.
public final class LocalFleet implements AutoCloseable {

    private static final List<Role> CALLEES_FIRST =
            List.of(
                    Role.TELEMETRY,
                    Role.PHOTO,
                    Role.LEGACY_MONITOR,
                    Role.STAFF,
                    Role.TRACKER,
                    Role.GATEWAY,
                    Role.WEBAPP);

    private final Deque<Fleet> running = new ArrayDeque<>();
    private final Map<Role, String> urls = new EnumMap<>(Role.class);

    private LocalFleet() {}

    /// Starts them.
    ///
    /// @param env what else the roles are told, as in their environment
    public static LocalFleet start(Map<String, String> env) {
        Logs.configure();
        LocalFleet fleet = new LocalFleet();
        Map<String, String> told = new HashMap<>(env);
        told.put("FLEETMAN_PORT", "0");
        for (Role role : CALLEES_FIRST) {
            Fleet started = new Fleet(Settings.parse(role.word(), told)).start();
            fleet.running.push(started);
            String url = "http://localhost:" + started.port();
            fleet.urls.put(role, url);
            told.putIfAbsent(role.urlVariable(), url);
        }
        fleet.running.push(new Fleet(Settings.parse(Role.SIMULATOR.word(), told)).start());
        return fleet;
    }

    /// Where this role listens; no slash at the end.
    public String url(Role role) {
        String url = urls.get(role);
        if (url == null) {
            throw new IllegalArgumentException(role.word() + " does not listen");
        }
        return url;
    }

    @Override
    public void close() {
        running.forEach(Fleet::close);
    }
}
