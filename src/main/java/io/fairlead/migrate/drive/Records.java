package io.fairlead.migrate.drive;

import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.machine.Standing;
import io.fairlead.migrate.decide.plan.UnitRecord;
import io.fairlead.model.config.ObjectKey;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where each unit stands and which policies were written, as text of which an archive keeps the last. Its lines:
///
/// ```
/// unit    NAMESPACE/WORKLOAD:PORT  PHASE  TRIPS  ENTERED  ACKED  TRIAL_SINCE  PODS  BECAUSE
/// policy  NAMESPACE                NAME   VERSION
/// held    NAMESPACE/WORKLOAD:PORT
/// exempt  NAMESPACE/WORKLOAD:PORT  FROM  OWNER  EXPIRES  REASON
/// ```
final class Records {
    private static final String GROUP = "security.istio.io";
    private static final String KIND = "PeerAuthentication";
    private static final int UNIT_FIELDS = 9;
    private static final int POLICY_FIELDS = 4;
    private static final int HELD_FIELDS = 2;
    private static final int EXEMPT_FIELDS = 6;

    private Records() {}

    /// @param policies own policies that were written, and their versions
    /// @param held by a person's word
    /// @param exemptions that people gave by their word
    record State(
            List<UnitRecord> units,
            Map<ObjectKey, String> policies,
            List<UnitId> held,
            List<Exemption> exemptions) {
        static final State NONE = new State(List.of(), Map.of(), List.of(), List.of());

        State {
            units = List.copyOf(units);
            policies = Map.copyOf(policies);
            held = List.copyOf(held);
            exemptions = List.copyOf(exemptions);
        }
    }

    /// @throws IllegalArgumentException for a text that is not of this kind
    static State read(String text) {
        List<UnitRecord> units = new ArrayList<>();
        Map<ObjectKey, String> policies = new TreeMap<>();
        List<UnitId> held = new ArrayList<>();
        List<Exemption> exemptions = new ArrayList<>();
        try {
            for (String line : text.lines().toList()) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("unit") && fields.length == UNIT_FIELDS) {
                    units.add(unit(fields));
                } else if (fields[0].equals("policy") && fields.length == POLICY_FIELDS) {
                    policies.put(new ObjectKey(GROUP, KIND, fields[1], fields[2]), fields[3]);
                } else if (fields[0].equals("held") && fields.length == HELD_FIELDS) {
                    held.add(id(fields[1]));
                } else if (fields[0].equals("exempt") && fields.length == EXEMPT_FIELDS) {
                    exemptions.add(
                            new Exemption(
                                    id(fields[1]),
                                    fields[2],
                                    fields[5],
                                    fields[3],
                                    Instant.parse(fields[4])));
                } else {
                    throw new IllegalArgumentException("\"" + line + "\" is no line of it");
                }
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return new State(units, policies, held, exemptions);
    }

    private static UnitRecord unit(String[] fields) {
        return new UnitRecord(
                id(fields[1]),
                new Standing(Phase.parse(fields[2]), Integer.parseInt(fields[3])),
                fields[8],
                Instant.parse(fields[4]),
                instant(fields[5]),
                instant(fields[6]),
                fields[7].isEmpty() ? List.of() : List.of(fields[7].split(",", -1)));
    }

    private static UnitId id(String text) {
        return UnitId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no unit"));
    }

    private static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }

    static String text(State state) {
        StringBuilder text = new StringBuilder();
        for (UnitRecord unit : state.units()) {
            line(
                    text,
                    List.of(
                            "unit",
                            unit.id().toString(),
                            unit.phase().text(),
                            String.valueOf(unit.standing().trips()),
                            unit.entered().toString(),
                            text(unit.acked()),
                            text(unit.trialSince()),
                            String.join(",", unit.trialPods()),
                            unit.because().replaceAll("\\s", " ")));
        }
        new TreeMap<>(state.policies())
                .forEach((key, version) ->
                        line(text, List.of("policy", key.namespace(), key.name(), version)));
        state.held().forEach(unit -> line(text, List.of("held", unit.toString())));
        state.exemptions()
                .forEach(one ->
                        line(
                                text,
                                List.of(
                                        "exempt",
                                        one.unit().toString(),
                                        one.from(),
                                        one.owner(),
                                        one.expires().toString(),
                                        one.reason().replaceAll("\\s", " "))));
        return text.toString();
    }

    private static void line(StringBuilder text, Collection<String> fields) {
        text.append(String.join("\t", fields)).append('\n');
    }

    private static String text(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }
}
