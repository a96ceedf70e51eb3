package io.fairlead.cli;

import java.util.regex.Pattern;

/// How people name a proxy: `pod`, `pod.namespace`, `pod/name`, `deployment/name.namespace`.
final class ProxyName {
    /// Of a pod of a Deployment, behind the Deployment's name: its ReplicaSet's hash, and its own five letters.
    private static final Pattern OF_DEPLOYMENT = Pattern.compile("-[a-z0-9]+-[a-z0-9]{5}");

    private final String text;
    private final boolean isDeployment;
    private final String name;
    private final String namespace;

    private ProxyName(String text, boolean isDeployment, String name, String namespace) {
        this.text = text;
        this.isDeployment = isDeployment;
        this.name = name;
        this.namespace = namespace;
    }

    /// What somebody wrote.
    ///
    /// @param usual namespace of a name that has none
    /// @throws IllegalArgumentException with a sentence, when it names no proxy
    static ProxyName of(String text, String usual) {
        int slash = text.indexOf('/');
        String kind = slash < 0 ? "pod" : text.substring(0, slash);
        boolean isDeployment =
                switch (kind) {
                    case "pod", "pods", "po" -> false;
                    case "deployment", "deployments", "deploy" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "%s: neither pod/NAME nor deployment/NAME".formatted(text));
                };
        String rest = text.substring(slash + 1);
        int dot = rest.lastIndexOf('.');
        String name = dot < 0 ? rest : rest.substring(0, dot);
        String namespace = dot < 0 ? usual : rest.substring(dot + 1);
        if (name.isEmpty() || namespace.isEmpty()) {
            throw new IllegalArgumentException(text + ": no NAME.NAMESPACE");
        }
        return new ProxyName(text, isDeployment, name, namespace);
    }

    /// Whether the proxy with this identifier, `pod.namespace`, is meant.
    boolean covers(String id) {
        String end = "." + namespace;
        if (!id.endsWith(end)) {
            return false;
        }
        String pod = id.substring(0, id.length() - end.length());
        return isDeployment
                ? pod.startsWith(name)
                        && OF_DEPLOYMENT.matcher(pod.substring(name.length())).matches()
                : pod.equals(name);
    }

    String namespace() {
        return namespace;
    }

    @Override
    public String toString() {
        return text;
    }
}
