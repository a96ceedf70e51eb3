package io.fairlead.minicluster.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a request wants to do: with a resource, or with a path that is none.
public sealed interface Access {

    Set<String> PARTS_OF_NAMESPACES = Set.of("status", "finalize");

    String verb();

    /// A resource.
    ///
    /// @param group empty for the core group
    /// @param subresource empty for the object itself
    /// @param namespace empty for all of them, and for what has none
    /// @param name empty for all of them
    record Resource(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name)
            implements Access {

        /// As rules spell it, for example `pods/log`.
        String path() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }

        /// As messages spell it.
        public String wanted() {
            String where =
                    namespace.isEmpty()
                            ? "at the cluster scope"
                            : "in the namespace \"" + namespace + "\"";
            return "cannot %s resource \"%s\" in API group \"%s\" %s"
                    .formatted(verb, path(), group, where);
        }
    }

    /// A path, for example `/healthz`.
    record Path(String verb, String path) implements Access {}

    /// Reads a request. What it is about needn't exist.
    ///
    /// @param path parts of its path
    /// @param query the first value of each parameter
    static Access of(String method, List<String> path, Map<String, String> query) {
        int prefix =
                path.isEmpty()
                        ? 0
                        : switch (path.getFirst()) {
                            case "api" -> 2;
                            case "apis" -> 3;
                            default -> 0;
                        };
        if (prefix == 0 || path.size() <= prefix) {
            return new Path(method.toLowerCase(Locale.ROOT), "/" + String.join("/", path));
        }
        String group = prefix == 3 ? path.get(1) : "";
        List<String> rest = path.subList(prefix, path.size());
        String namespace = "";
        if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !PARTS_OF_NAMESPACES.contains(rest.get(2))) {
                rest = rest.subList(2, rest.size());
            }
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String verb = verb(method, name.isEmpty(), query);
        if (name.isEmpty() && Set.of("list", "watch", "deletecollection").contains(verb)) {
            name = oneOnly(query.getOrDefault("fieldSelector", ""));
        }
        return new Resource(
                verb, group, rest.getFirst(), rest.size() > 2 ? rest.get(2) : "", namespace, name);
    }

    private static String verb(String method, boolean all, Map<String, String> query) {
        String watch = query.getOrDefault("watch", "");
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> all ? "deletecollection" : "delete";
            case "GET", "HEAD" ->
                    !all ? "get" : watch.equals("true") || watch.equals("1") ? "watch" : "list";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    /// A list of one object by its name is allowed to whoever may list that one.
    private static String oneOnly(String fieldSelector) {
        for (String part : fieldSelector.split(",")) {
            if (part.startsWith("metadata.name=")) {
                return part.substring("metadata.name=".length()).replaceFirst("^=", "");
            }
        }
        return "";
    }
}
