package io.fairlead.minicluster.check;

import io.fairlead.minicluster.check.Fleet.Answer;
import java.util.EnumMap;
import java.util.Map;

/// The driver call, by which most lessons tell the two versions of staff-service apart: the photo of the safe version
/// is a placeholder, that of the risky one isn't.
final class Drivers {

    static final String PATH = "/api/vehicles/driver/City%20Truck";

    /// So many answers of one version are the rule's work: without one, where both are as likely, it's one chance in a
    /// million.
    static final int SURE = 20;

    private Drivers() {}

    /// Which version answered.
    enum Version {
        SAFE,
        RISKY,
        NEITHER;

        static Version of(Answer answer) {
            if (answer.status() != 200 || !answer.body().contains("\"photo\"")) {
                return NEITHER;
            }
            return answer.body().contains("placeholder") ? SAFE : RISKY;
        }
    }

    /// How often each version answered.
    record Tally(int safe, int risky, int neither) {
        int asked() {
            return safe + risky + neither;
        }

        boolean onlyRisky() {
            return risky == asked();
        }

        boolean onlySafe() {
            return safe == asked();
        }

        boolean oneVersion() {
            return onlyRisky() || onlySafe();
        }

        boolean even() {
            return neither == 0 && within(safe) && within(risky);
        }

        private boolean within(int part) {
            return part * 100 >= asked() * 35 && part * 100 <= asked() * 65;
        }

        @Override
        public String toString() {
            return "%d safe, %d risky".formatted(safe, risky)
                    + (neither == 0 ? "" : ", %d neither".formatted(neither));
        }
    }

    /// Asks `times` times from outside with these headers (names and values in turn).
    static Tally ask(Fleet fleet, int times, String... headers) {
        Map<Version, Integer> seen = new EnumMap<>(Version.class);
        for (int i = 0; i < times; i++) {
            seen.merge(Version.of(fleet.get(PATH, headers)), 1, Integer::sum);
        }
        return new Tally(
                seen.getOrDefault(Version.SAFE, 0),
                seen.getOrDefault(Version.RISKY, 0),
                seen.getOrDefault(Version.NEITHER, 0));
    }
}
