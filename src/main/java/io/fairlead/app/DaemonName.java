package io.fairlead.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.push.ads.DebugPages;
import io.fairlead.push.ads.Questions;
import java.util.function.Supplier;

/// How a daemon names itself to istioctl, which reads it from the control plane's identifier.
record DaemonName(
        @JsonProperty("Component") String component,
        @JsonProperty("ID") String id,
        @JsonProperty("Info") Build info) {

    /// Of a daemon that is in no pod.
    private static final String ALONE = "istiod";

    /// What was built; in Istio's words, as far as they have a meaning here.
    record Build(String version, String revision, String status, String tag) {}

    /// Answers istioctl, under the name of this daemon's pod.
    static Questions questions(Supplier<MeshSnapshot> snapshot, DebugPages pages) {
        return new Questions(
                () -> snapshot.get().mesh().rootNamespace(),
                json(System.getenv().getOrDefault("POD_NAME", ALONE)),
                pages);
    }

    /// As JSON.
    ///
    /// @param pod the daemon's pod, or what else tells it from others
    static String json(String pod) {
        Build build = new Build(Version.TEXT, Version.TEXT, "Clean", Version.TEXT);
        try {
            return new ObjectMapper().writeValueAsString(new DaemonName("istiod", pod, build));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }
}
