package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The workload that a pod belongs to, as people wrote it: the Deployment, not its ReplicaSet.
///
/// @param apiVersion empty when nothing is known
/// @param name empty when nothing is known
public record Owner(String apiVersion, String kind, String name) {

    private static final Pattern SCHEDULED = Pattern.compile("(.+)-\\d{8,10}");

    /// Of a pod, by what its metadata say.
    public static Owner of(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        for (JsonNode reference : metadata.path("ownerReferences")) {
            if (reference.path("controller").asBoolean(false)) {
                return above(
                        new Owner(
                                reference.path("apiVersion").asText(),
                                reference.path("kind").asText(),
                                reference.path("name").asText()),
                        metadata.path("labels").path("pod-template-hash").asText());
            }
        }
        String name = metadata.path("name").asText();
        String generated = metadata.path("generateName").asText();
        String base = name.isEmpty() ? generated.replaceFirst("-$", "") : name;
        return new Owner("v1", "Pod", base);
    }

    private static Owner above(Owner owner, String hash) {
        if (owner.kind.equals("ReplicaSet") && !hash.isEmpty() && owner.name.endsWith("-" + hash)) {
            int length = owner.name.length() - hash.length() - 1;
            return new Owner(owner.apiVersion, "Deployment", owner.name.substring(0, length));
        }
        Matcher scheduled = SCHEDULED.matcher(owner.name);
        return owner.kind.equals("Job") && scheduled.matches()
                ? new Owner(owner.apiVersion, "CronJob", scheduled.group(1))
                : owner;
    }
}
