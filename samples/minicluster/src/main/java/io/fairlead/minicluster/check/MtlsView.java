package io.fairlead.minicluster.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What the daemon's page says of the migration to mutual TLS.
record MtlsView(JsonNode page) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A port of a workload.
    ///
    /// @param mode by policies
    record Unit(String name, String mode, String phase, String because) {
        private String owner() {
            return name.substring(0, name.lastIndexOf(':'));
        }

        String workload() {
            return owner().substring(owner().indexOf('/') + 1);
        }

        int port() {
            return Integer.parseInt(name.substring(name.lastIndexOf(':') + 1));
        }

        boolean isLocked() {
            return phase.equals("LOCKED") && mode.equals("STRICT");
        }
    }

    /// As of now; nothing while the daemon does not answer.
    static MtlsView of(Fleet fleet) {
        try {
            return new MtlsView(JSON.readTree(fleet.daemon("/debug/mtls")));
        } catch (JsonProcessingException _) {
            return new MtlsView(MissingNode.getInstance());
        }
    }

    /// One port with all that is known of it.
    JsonNode unit(String name) {
        return first(page.path("units"), unit -> unit.path("unit").asText().equals(name));
    }

    /// Where a port stands; empty while that is not known.
    String phase(String name) {
        return unit(name).path("phase").asText();
    }

    /// Ports of the fleet.
    List<Unit> fleet() {
        List<Unit> units = new ArrayList<>();
        for (JsonNode unit : page.path("units")) {
            String name = unit.path("unit").asText();
            if (name.startsWith("default/")) {
                units.add(
                        new Unit(
                                name,
                                unit.path("mode").asText(),
                                unit.path("phase").asText(),
                                unit.path("because").asText()));
            }
        }
        return units;
    }

    /// How many ports are in each phase: `3 LOCKED, 4 READY`.
    String phases() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        fleet().forEach(unit -> counts.merge(unit.phase(), 1, Integer::sum));
        List<String> texts = new ArrayList<>();
        counts.forEach((phase, count) -> texts.add(count + " " + phase));
        return String.join(", ", texts);
    }

    /// True when so many ports are known, and all of them are locked.
    boolean isLocked(int units) {
        List<Unit> all = fleet();
        return all.size() >= units && all.stream().allMatch(Unit::isLocked);
    }

    /// Whom STRICT would cut of a port's callers, by his address.
    JsonNode inClear(String unit, String address) {
        return first(
                unit(unit).path("sources"),
                source ->
                        source.path("cut").asBoolean()
                                && source.path("address").asText().equals(address));
    }

    /// How often, how, why, who: `7 PLAIN_HTTP NO_SIDECAR default/report sa default`.
    static String told(JsonNode source) {
        return source.path("connections").asText()
                + " "
                + source.path("kind").asText()
                + " "
                + source.path("cause").asText()
                + " "
                + source.path("owner").asText()
                + " sa "
                + source.path("serviceAccount").asText();
    }

    static JsonNode first(JsonNode all, Predicate<JsonNode> wanted) {
        for (JsonNode one : all) {
            if (wanted.test(one)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }
}
