package io.fairlead.migrate.decide.facts;

import io.fairlead.migrate.decide.plan.Blocker;
import io.fairlead.model.config.MeshObject;
import io.fairlead.model.mtls.Exemption;
import io.fairlead.model.mtls.UnitId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What whoever runs a workload says of its migration, by annotations of the workload (a Deployment) or of its pods:
///
/// ```
/// mesh.fairlead.io/mtls: hold
/// mesh.fairlead.io/mtls-exempt: "9090;from=monitoring/prometheus;owner=sre;reason=scrape;until=2026-12-31"
/// ```
///
/// What can't be read holds nothing and exempts nobody; it blocks, so that somebody mends it.
record Annotations(Group group, Set<Integer> ports) {
    private static final String MODE = "mesh.fairlead.io/mtls";
    private static final String EXEMPT = "mesh.fairlead.io/mtls-exempt";
    private static final String CODE = "BAD_ANNOTATION";
    private static final Set<String> WORDS = Set.of("from", "owner", "reason", "until");
    private static final String EVERYBODY = "*";

    /// Why its ports are held; empty when they are not.
    String trouble() {
        return first(MODE, "hold")
                .map(one -> "%s says hold in its annotation %s".formatted(one.key(), MODE))
                .orElse("");
    }

    private Optional<MeshObject> first(String name, String value) {
        return group.noted().stream()
                .filter(one -> value.equals(one.meta().annotations().get(name)))
                .findFirst();
    }

    /// Those that can be read, each once.
    List<Exemption> exemptions() {
        return group.noted().stream()
                .flatMap(one -> Optional.ofNullable(read(one).exemption()).stream())
                .distinct()
                .toList();
    }

    /// What is wrong with them, as it blocks a port.
    Optional<Blocker> blocker(UnitId unit) {
        for (MeshObject one : group.noted()) {
            String mode = one.meta().annotations().getOrDefault(MODE, "auto");
            if (!mode.equals("auto") && !mode.equals("hold")) {
                String what = "%s has the annotation %s: \"%s\"".formatted(one.key(), MODE, mode);
                return Optional.of(new Blocker(unit, CODE, what, "write auto or hold", true));
            }
            String wrong = read(one).wrong();
            if (!wrong.isEmpty()) {
                String what = "%s has the annotation %s, %s".formatted(one.key(), EXEMPT, wrong);
                String fix = "write \"PORT;from=CALLER;owner=NAME;reason=WHY;until=2026-12-31\"";
                return Optional.of(new Blocker(unit, CODE, what, fix, true));
            }
        }
        return Optional.empty();
    }

    /// @param exemption null where there is none
    /// @param wrong empty when nothing is
    private record Read(@Nullable Exemption exemption, String wrong) {
        static Read wrong(String wrong) {
            return new Read(null, wrong);
        }
    }

    private Read read(MeshObject noted) {
        String text = noted.meta().annotations().getOrDefault(EXEMPT, "");
        if (text.isEmpty()) {
            return Read.wrong("");
        }
        String[] parts = text.split(";", -1);
        Map<String, String> words = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            String[] word = parts[i].strip().split("=", 2);
            if (word.length == 2 && WORDS.contains(word[0])) {
                words.put(word[0], word[1].strip());
            } else {
                unknown.add(parts[i].strip());
            }
        }
        if (!unknown.isEmpty()) {
            return Read.wrong("which says \"%s\"".formatted(unknown.getFirst()));
        }
        Optional<Integer> port = port(parts[0].strip());
        return port.isEmpty()
                ? Read.wrong("which names no port of it: \"%s\"".formatted(parts[0].strip()))
                : read(port.get(), words);
    }

    private Read read(int port, Map<String, String> words) {
        for (String needed : List.of("owner", "reason")) {
            if (words.getOrDefault(needed, "").isBlank()) {
                return Read.wrong(
                        "without " + needed + ": somebody answers for clear text, and says why");
            }
        }
        String until = words.getOrDefault("until", "");
        Optional<Instant> end = Exemption.end(until);
        if (end.isEmpty()) {
            return Read.wrong("whose end is no date: \"%s\"".formatted(until));
        }
        return new Read(
                new Exemption(
                        new UnitId(group.namespace(), group.workload(), port),
                        words.getOrDefault("from", EVERYBODY),
                        words.getOrDefault("reason", ""),
                        words.getOrDefault("owner", ""),
                        end.get()),
                "");
    }

    private Optional<Integer> port(String text) {
        return ports.stream().filter(port -> text.equals(port.toString())).findFirst();
    }
}
