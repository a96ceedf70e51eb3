package io.fairlead.minicluster.api.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.kind.BuiltIns;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.store.ObjectStore;
import java.util.List;

/// Gives each new pod a service account, and the volume with which its containers show who they are.
final class PodAccounts {

    private static final String DEFAULT = "default";
    private static final String PLACE = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String ROOT = "kube-root-ca.crt";

    /// Renewed after four fifths of an hour; the odd seconds tell these tokens from those that somebody asked for.
    private static final int LIFE_SECONDS = 3_607;

    private PodAccounts() {}

    /// @param object a pod, else nothing happens; what it should have is put in
    static void admit(ObjectStore store, Target target, ObjectNode object, Origin origin) {
        if (!target.type().equals(BuiltIns.PODS)
                || !(object.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        String name = spec.path("serviceAccountName").asText(spec.path("serviceAccount").asText());
        if (name.isEmpty()) {
            name = DEFAULT;
        }
        spec.put("serviceAccountName", name);
        JsonNode account = account(store, target.namespace(), name, object);
        boolean wanted =
                spec.path("automountServiceAccountToken")
                        .asBoolean(account.path("automountServiceAccountToken").asBoolean(true));
        if (wanted) {
            mount(spec, "kube-api-access-" + origin.suffix());
        }
    }

    private static JsonNode account(
            ObjectStore store, String namespace, String name, ObjectNode pod) {
        ResourceType type = BuiltIns.SERVICE_ACCOUNTS;
        return store.get(type.key(namespace, name))
                .orElseThrow(() ->
                        ApiError.forbidden(
                                BuiltIns.PODS,
                                pod.path("metadata").path("name").asText(),
                                ("error looking up service account %s/%s: serviceaccount \"%s\" not"
                                                + " found")
                                        .formatted(namespace, name, name)));
    }

    private static void mount(ObjectNode spec, String volume) {
        boolean mounted = false;
        for (String field : List.of("initContainers", "containers")) {
            for (JsonNode one : spec.path(field)) {
                if (one instanceof ObjectNode container
                        && container.path("volumeMounts").findValuesAsText("mountPath").stream()
                                .noneMatch(PLACE::equals)) {
                    container
                            .withArray("volumeMounts")
                            .addObject()
                            .put("name", volume)
                            .put("readOnly", true)
                            .put("mountPath", PLACE);
                    mounted = true;
                }
            }
        }
        if (mounted) {
            ArrayNode sources =
                    spec.withArray("volumes")
                            .addObject()
                            .put("name", volume)
                            .putObject("projected")
                            .putArray("sources");
            sources.addObject()
                    .putObject("serviceAccountToken")
                    .put("expirationSeconds", LIFE_SECONDS)
                    .put("path", "token");
            ObjectNode root = sources.addObject().putObject("configMap").put("name", ROOT);
            root.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
            sources.addObject()
                    .putObject("downwardAPI")
                    .putArray("items")
                    .addObject()
                    .put("path", "namespace")
                    .putObject("fieldRef")
                    .put("apiVersion", "v1")
                    .put("fieldPath", "metadata.namespace");
        }
    }
}
