package io.fairlead.install.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which daemons a cluster has.
public final class ControlPlanes {
    private ControlPlanes() {}

    /// A Deployment of daemons.
    ///
    /// @param revision `default` for the one without a name
    /// @param version of the charts that it was installed from; empty when it doesn't say
    public record ControlPlane(String name, String revision, String version, String image) {}

    /// By the labels that the charts give them.
    public static List<ControlPlane> of(Cluster cluster) throws ClusterException {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put("apiVersion", "apps/v1").put("kind", "Deployment");
        Optional<Cluster.Type> type = cluster.type(reference);
        List<ControlPlane> found = new ArrayList<>();
        if (type.isPresent()) {
            for (ObjectNode one : cluster.labelled(type.get(), "app", "istiod")) {
                JsonNode labels = one.at("/metadata/labels");
                found.add(
                        new ControlPlane(
                                one.at("/metadata/namespace").asText()
                                        + "/"
                                        + one.at("/metadata/name").asText(),
                                labels.path("istio.io/rev").asText("default"),
                                labels.path("app.kubernetes.io/version").asText(),
                                one.at("/spec/template/spec/containers/0/image").asText()));
            }
        }
        return found;
    }
}
