package io.fairlead.minicluster.api.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.FieldError;
import io.fairlead.minicluster.api.model.FieldErrors;
import java.util.List;

/// How a DaemonSet replaces its pods, as Kubernetes wants it.
///
/// @param errors where what is wrong is added
record DaemonSetRules(FieldErrors errors) {

    private static final String ROLLING = "RollingUpdate";
    private static final String PATH = "spec.updateStrategy";

    static void defaults(ObjectNode spec) {
        Defaults.put(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = Defaults.map(spec, "updateStrategy");
        Defaults.put(strategy, "type", ROLLING);
        if (strategy.path("type").asText().equals(ROLLING)) {
            ObjectNode rolling = Defaults.map(strategy, "rollingUpdate");
            Defaults.put(rolling, "maxUnavailable", 1);
            Defaults.put(rolling, "maxSurge", 0);
        }
    }

    void check(JsonNode spec) {
        errors.negative("spec.", spec, "minReadySeconds", "revisionHistoryLimit");
        JsonNode type = spec.path("updateStrategy").path("type");
        switch (type.asText()) {
            case "OnDelete" -> {}
            case ROLLING -> rolling(spec.path("updateStrategy").path("rollingUpdate"));
            default -> errors.unsupported(PATH + ".type", type, List.of("OnDelete", ROLLING));
        }
    }

    private void rolling(JsonNode rolling) {
        String path = PATH + ".rollingUpdate.";
        JsonNode surge = rolling.path("maxSurge");
        if (!none(surge)) {
            errors.add(
                    FieldError.forbidden(
                            path + "maxSurge",
                            "isn't available here: leave it out and set `maxUnavailable`"));
        }
        JsonNode gone = rolling.path("maxUnavailable");
        boolean number = gone.isInt() && gone.asInt() >= 0;
        if (!number && !gone.asText().matches("\\d{1,2}%|100%")) {
            errors.invalid(
                    path + "maxUnavailable",
                    gone,
                    "must be a number of pods, zero or more, or a percentage from 0% to" + " 100%");
        } else if (none(gone)) {
            errors.invalid(path + "maxUnavailable", gone, "cannot be 0 when `maxSurge` is 0");
        }
    }

    private static boolean none(JsonNode share) {
        return share.isMissingNode()
                || share.equals(IntNode.valueOf(0))
                || share.asText().matches("0{1,2}%");
    }
}
