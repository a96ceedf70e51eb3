package io.fairlead.minicluster.schema;

/// Namespace and name of an object, written `namespace/name`.
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {

    /// Namespace of objects that name none.
    public static final String DEFAULT_NAMESPACE = "default";

    /// Reads `name` (in namespace default) or `namespace/name`.
    public static ObjectName parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new ObjectName(DEFAULT_NAMESPACE, text)
                : new ObjectName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(ObjectName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
