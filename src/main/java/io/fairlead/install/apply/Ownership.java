package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;

/// Who made an object that has no mark of ours.
final class Ownership {
    /// On each object of our charts, however it came into a cluster.
    static final String PART = "app.kubernetes.io/part-of";

    /// What it says there.
    static final String OURS = "fairlead";

    private static final String HELM = "meta.helm.sh/release-name";

    private Ownership() {}

    /// False for one of our charts that somebody applied with kubectl: that may become ours.
    static boolean isForeign(JsonNode live) {
        return !label(live, PART).equals(OURS) || !helm(live).isEmpty();
    }

    static String told(JsonNode live) {
        String release = helm(live);
        return release.isEmpty()
                ? "was not made by fairlead"
                : "belongs to the Helm release \"%s\"".formatted(release);
    }

    private static String label(JsonNode live, String name) {
        return live.path("metadata").path("labels").path(name).asText();
    }

    private static String helm(JsonNode live) {
        return live.path("metadata").path("annotations").path(HELM).asText();
    }
}
