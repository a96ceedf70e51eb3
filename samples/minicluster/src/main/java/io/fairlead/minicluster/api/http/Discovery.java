package io.fairlead.minicluster.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.api.model.ApiError;
import io.fairlead.minicluster.api.model.ResourceType;
import io.fairlead.minicluster.api.verb.Registry;
import io.fairlead.minicluster.api.verb.Served;
import java.util.List;
import java.util.Map;

/// Which groups, versions and resources there are: in one answer for today's clients, or step by step.
final class Discovery {

    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");
    private static final List<String> SUB_VERBS = List.of("get", "patch", "update");

    private final Registry registry;

    Discovery(Registry registry) {
        this.registry = registry;
    }

    Answer core(String accept) {
        if (accept.contains("v=v2;as=APIGroupDiscoveryList")) {
            return aggregated(true);
        }
        ObjectNode versions = object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return Answer.json(200, versions);
    }

    Answer groups(String accept) {
        if (accept.contains("v=v2;as=APIGroupDiscoveryList")) {
            return aggregated(false);
        }
        ObjectNode list = object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        registry.groups()
                .forEach((name, versions) -> {
                    if (!name.isEmpty()) {
                        groups.add(group(name, versions));
                    }
                });
        return Answer.json(200, list);
    }

    Answer group(String name) {
        List<String> versions = registry.groups().getOrDefault(name, List.of());
        if (name.isEmpty() || versions.isEmpty()) {
            throw ApiError.noSuchPath();
        }
        ObjectNode group = group(name, versions);
        return Answer.json(200, group.put("kind", "APIGroup").put("apiVersion", "v1"));
    }

    private static ObjectNode group(String name, List<String> versions) {
        ObjectNode group = object().put("name", name);
        ArrayNode all = group.putArray("versions");
        for (String version : versions) {
            all.add(version(name, version));
        }
        group.set("preferredVersion", version(name, versions.getFirst()));
        return group;
    }

    private static ObjectNode version(String group, String version) {
        return object().put("groupVersion", group + "/" + version).put("version", version);
    }

    Answer resources(String group, String version) {
        ObjectNode list = object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (Served one : served(group, version)) {
            ResourceType type = one.type();
            ObjectNode resource =
                    resources
                            .addObject()
                            .put("name", type.plural())
                            .put("singularName", type.names().singular())
                            .put("namespaced", type.namespaced())
                            .put("kind", type.kind());
            texts(resource, "verbs", verbs(type));
            texts(resource, "shortNames", type.names().shortNames());
            texts(resource, "categories", type.names().categories());
            for (String subresource : type.subresources().stream().sorted().toList()) {
                ObjectNode below =
                        resources
                                .addObject()
                                .put("name", type.plural() + "/" + subresource)
                                .put("singularName", "")
                                .put("namespaced", type.namespaced());
                ObjectNode kind = subKind(type, subresource);
                if (!kind.path("group").asText().equals(type.group())) {
                    below.set("group", kind.path("group"));
                    below.set("version", kind.path("version"));
                }
                below.set("kind", kind.path("kind"));
                texts(below, "verbs", verbs(subresource));
            }
        }
        return Answer.json(200, list);
    }

    private Answer aggregated(boolean core) {
        ObjectNode list =
                object().put("kind", "APIGroupDiscoveryList")
                        .put("apiVersion", "apidiscovery.k8s.io/v2");
        list.putObject("metadata");
        ArrayNode items = list.putArray("items");
        for (Map.Entry<String, List<String>> group : registry.groups().entrySet()) {
            if (group.getKey().isEmpty() != core) {
                continue;
            }
            ObjectNode item = items.addObject();
            ObjectNode meta = item.putObject("metadata");
            if (!core) {
                meta.put("name", group.getKey());
            }
            ArrayNode versions = item.putArray("versions");
            for (String version : group.getValue()) {
                ObjectNode one = versions.addObject().put("version", version);
                ArrayNode resources = one.putArray("resources");
                served(group.getKey(), version).forEach(s -> resources.add(discovered(s.type())));
                one.put("freshness", "Current");
            }
        }
        return new Answer.Tree(200, AGGREGATED, list, List.of());
    }

    private static ObjectNode discovered(ResourceType type) {
        ObjectNode resource = object().put("resource", type.plural());
        resource.set("responseKind", kind(type.group(), type.version(), type.kind()));
        resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", type.names().singular());
        texts(resource, "verbs", verbs(type));
        texts(resource, "shortNames", type.names().shortNames());
        texts(resource, "categories", type.names().categories());
        if (!type.subresources().isEmpty()) {
            ArrayNode below = resource.putArray("subresources");
            for (String subresource : type.subresources().stream().sorted().toList()) {
                ObjectNode one = below.addObject().put("subresource", subresource);
                one.set("responseKind", subKind(type, subresource));
                texts(one, "verbs", verbs(subresource));
            }
        }
        return resource;
    }

    private static ObjectNode subKind(ResourceType type, String subresource) {
        return switch (subresource) {
            case "scale" -> kind("autoscaling", "v1", "Scale");
            case "binding" -> kind("", "v1", "Binding");
            case AccessView.TOKEN -> kind("authentication.k8s.io", "v1", "TokenRequest");
            case "exec" -> kind("", "v1", "PodExecOptions");
            case "portforward" -> kind("", "v1", "PodPortForwardOptions");
            default -> kind(type.group(), type.version(), type.kind());
        };
    }

    private static List<String> verbs(ResourceType type) {
        return type.stored() ? VERBS : List.of("create");
    }

    private static List<String> verbs(String subresource) {
        return switch (subresource) {
            case "binding", AccessView.TOKEN -> List.of("create");
            case "exec", "portforward" -> List.of("create", "get");
            case "log" -> List.of("get");
            case "finalize" -> List.of("update");
            default -> SUB_VERBS;
        };
    }

    private List<Served> served(String group, String version) {
        return registry.all().stream()
                .filter(s -> s.type().group().equals(group) && s.type().version().equals(version))
                .toList();
    }

    static ObjectNode kind(String group, String version, String kind) {
        return object().put("group", group).put("version", version).put("kind", kind);
    }

    private static void texts(ObjectNode node, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(node.putArray(field)::add);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
