package io.fairlead.model.config;

import io.fairlead.model.policy.MtlsMode;
import java.util.Map;
import java.util.TreeMap;

/// A PeerAuthentication as a person would write it.
public final class PolicyYaml {
    private PolicyYaml() {}

    public static String of(PeerAuthentication policy) {
        StringBuilder yaml =
                new StringBuilder("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\n");
        yaml.append("metadata:\n  name: ").append(quoted(policy.name())).append('\n');
        yaml.append("  namespace: ").append(quoted(policy.namespace())).append('\n');
        labels("  labels:\n", policy.labels(), "    ", yaml);
        yaml.append("spec:\n");
        labels("  selector:\n    matchLabels:\n", policy.selector(), "      ", yaml);
        yaml.append("  mtls:\n    mode: ").append(policy.mode()).append('\n');
        if (!policy.ports().isEmpty()) {
            yaml.append("  portLevelMtls:\n");
            policy.ports().forEach((port, mode) -> port(port, mode, yaml));
        }
        return yaml.toString();
    }

    private static void port(int port, MtlsMode mode, StringBuilder yaml) {
        yaml.append("    \"").append(port).append("\":\n      mode: ").append(mode).append('\n');
    }

    private static void labels(
            String head, Map<String, String> labels, String indent, StringBuilder yaml) {
        if (labels.isEmpty()) {
            return;
        }
        yaml.append(head);
        new TreeMap<>(labels)
                .forEach((name, value) ->
                        yaml.append(indent)
                                .append(quoted(name))
                                .append(": ")
                                .append(quoted(value))
                                .append('\n'));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
