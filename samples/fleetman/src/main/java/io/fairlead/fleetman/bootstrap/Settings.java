package io.fairlead.fleetman.bootstrap;

import io.fairlead.fleetman.webapp.Edition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// What environment and arguments say.
///
/// @param port where to listen; 0 for any that is free
/// @param staffMode `photo`, `placeholder`, `bad` or `photo-service`
/// @param reportsPerSecond of all vehicles together
public record Settings(
        Role role,
        int port,
        Urls urls,
        boolean propagateHeaders,
        String staffMode,
        Duration staffDelay,
        Duration monitorDelay,
        Edition edition,
        double reportsPerSecond) {

    /// Where the others are; no slash at the end.
    public record Urls(
            String tracker,
            String telemetry,
            String staff,
            String photo,
            String monitor,
            String gateway) {

        private static final String DOMAIN = ".default.svc.cluster.local";

        static Urls of(boolean production, Map<String, String> env) {
            return new Urls(
                    url(env, production, Role.TRACKER, "fleetman-position-tracker"),
                    url(env, production, Role.TELEMETRY, "fleetman-vehicle-telemetry"),
                    url(env, production, Role.STAFF, "fleetman-staff-service" + DOMAIN),
                    url(env, production, Role.PHOTO, "fleetman-photo-service" + DOMAIN),
                    url(env, production, Role.LEGACY_MONITOR, "fleetman-legacy-monitor"),
                    url(env, production, Role.GATEWAY, "fleetman-api-gateway"));
        }

        /// The gateway calls the tracker by its full name, the simulator by its short one.
        Urls withTrackerByFullName() {
            return new Urls(
                    tracker.replace(
                            "fleetman-position-tracker:",
                            "fleetman-position-tracker" + DOMAIN + ":"),
                    telemetry,
                    staff,
                    photo,
                    monitor,
                    gateway);
        }

        private static String url(
                Map<String, String> env, boolean production, Role role, String host) {
            int port = role.port(production);
            return env.getOrDefault(
                    role.urlVariable(),
                    "http://%s:%d".formatted(production ? host : "localhost", port));
        }
    }

    private static final List<String> STAFF_MODES =
            List.of("photo", "placeholder", "bad", "photo-service");

    private static final double REPORTS_PER_SECOND_MAX = 10;

    /// Reads them.
    ///
    /// @param word the role by argument; empty to take `FLEETMAN_ROLE`
    /// @throws IllegalArgumentException saying which variable is wrong and what it may be
    public static Settings parse(String word, Map<String, String> env) {
        String name = word.isEmpty() ? env.getOrDefault("FLEETMAN_ROLE", "") : word;
        Role role =
                Role.of(name)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "role \"%s\" is none of %s".formatted(name, Role.words())));
        boolean production =
                env.getOrDefault("SPRING_PROFILES_ACTIVE", "").contains("production-microservice");
        Urls urls = Urls.of(production, env);
        return new Settings(
                role,
                value(env, "FLEETMAN_PORT", role.port(production), Integer::valueOf),
                role == Role.GATEWAY ? urls.withTrackerByFullName() : urls,
                Boolean.parseBoolean(env.getOrDefault("PROPAGATE_HEADERS", "true")),
                value(env, "STAFF_MODE", "photo", Settings::staffMode),
                value(env, "STAFF_DELAY", Duration.ofSeconds(3), Settings::duration),
                value(env, "MONITOR_DELAY", Duration.ofSeconds(20), Settings::duration),
                value(
                        env,
                        "EDITION",
                        Edition.ORIGINAL,
                        text -> Edition.valueOf(text.toUpperCase(Locale.ROOT))),
                value(env, "REPORTS_PER_SECOND", 2.0, Settings::rate));
    }

    private static <T> T value(
            Map<String, String> env, String key, T absent, Function<String, T> parse) {
        String text = env.get(key);
        if (text == null || text.isBlank()) {
            return absent;
        }
        try {
            return parse.apply(text.strip());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("%s=%s: %s".formatted(key, text, e.getMessage()), e);
        }
    }

    private static String staffMode(String text) {
        if (!STAFF_MODES.contains(text)) {
            throw new IllegalArgumentException("expected one of " + STAFF_MODES);
        }
        return text;
    }

    /// `3s`, `250ms`, or seconds as a bare number.
    private static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        String seconds = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        return Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
    }

    private static double rate(String text) {
        double rate = Double.parseDouble(text);
        if (!(rate > 0 && rate <= REPORTS_PER_SECOND_MAX)) {
            throw new IllegalArgumentException("expected more than 0 and at most 10");
        }
        return rate;
    }
}
