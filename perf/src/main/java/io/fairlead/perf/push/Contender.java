package io.fairlead.perf.push;

import io.fairlead.perf.daemon.DaemonProcess;
import io.fairlead.perf.daemon.MeshDaemon;
import io.fairlead.perf.daemon.OurDaemon;
import io.fairlead.perf.istiod.Istiod;
import io.fairlead.perf.mesh.MeshSize;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Who can be measured.
enum Contender {
    /// Our daemon with sidecars of ours.
    OURS("ours"),
    /// Our daemon with sidecars that take whole route configurations, as istiod's do.
    OURS_WHOLE("ours-whole"),
    /// The real one.
    ISTIOD("istiod");

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    static Contender of(String label) {
        return Arrays.stream(values())
                .filter(one -> one.label.equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--only knows ours, ours-whole and istiod, not " + label));
    }

    String label() {
        return label;
    }

    /// Why it can't be measured here; null when it can.
    @Nullable String missing() {
        return switch (this) {
            case OURS, OURS_WHOLE -> null;
            case ISTIOD ->
                    Istiod.program().isPresent()
                            ? null
                            : "no pilot-discovery on the PATH or in $FAIRLEAD_TOOLS";
        };
    }

    MeshDaemon start(MeshSize mesh, DaemonProcess.Place place) throws IOException {
        return switch (this) {
            case OURS -> OurDaemon.start(mesh, place, true);
            case OURS_WHOLE -> OurDaemon.start(mesh, place, false);
            case ISTIOD -> Istiod.start(mesh, place.directory());
        };
    }
}
