package io.fairlead.inject.patch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.inject.config.InjectorConfig;
import io.fairlead.proxy.capture.CaptureRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The init containers that set packet rules. Each runs one program with one file: neither a shell nor a JVM has the
/// right to change the pod's network. The file is an annotation of the pod, which a volume shows.
final class InitContainers {
    static final String NAME = "istio-init";
    static final String VOLUME = "istio-capture";

    /// Annotations of ours, by the file that each becomes.
    static final Map<String, String> ANNOTATIONS =
            Map.of(
                    "iptables", "proxy.fairlead.io/iptables",
                    "ip6tables", "proxy.fairlead.io/ip6tables");

    private static final String DIRECTORY = "/etc/istio/capture";
    private static final String DATA = "/var/lib/istio/data";

    private final PodSettings settings;
    private final InjectorConfig config;

    InitContainers(PodSettings settings, InjectorConfig config) {
        this.settings = settings;
        this.config = config;
    }

    /// What the rules say, by file; only files that say something.
    static Map<String, String> files(CaptureRules rules) {
        Map<String, String> files = new TreeMap<>();
        files.put("iptables", rules.ipv4());
        files.put("ip6tables", rules.ipv6());
        files.values().removeIf(String::isEmpty);
        return files;
    }

    List<ObjectNode> build(CaptureRules rules) {
        List<ObjectNode> containers = new ArrayList<>();
        containers.add(container(NAME, List.of("iptables-restore", "--noflush", file("iptables"))));
        if (!rules.ipv6().isEmpty()) {
            containers.add(
                    container(
                            NAME + "-ipv6",
                            List.of("ip6tables-restore", "--noflush", file("ip6tables"))));
        }
        return containers;
    }

    private static String file(String name) {
        return DIRECTORY + "/" + name;
    }

    private ObjectNode container(String name, List<String> command) {
        ObjectNode container =
                Json.object("name", name, "image", settings.initImage(), "command", command);
        if (!config.images().pullPolicy().isEmpty()) {
            container.put("imagePullPolicy", config.images().pullPolicy());
        }
        // The file system is read only, and older kinds of iptables take a lock.
        container.set(
                "env",
                Json.array(
                        List.of(
                                Json.object(
                                        "name",
                                        "XTABLES_LOCKFILE",
                                        "value",
                                        DATA + "/xtables.lock"))));
        container.set("resources", settings.resources().deepCopy());
        ObjectNode context =
                Json.object(
                        "allowPrivilegeEscalation",
                        false,
                        "capabilities",
                        Json.object("add", List.of("NET_ADMIN", "NET_RAW"), "drop", List.of("ALL")),
                        "privileged",
                        false,
                        "readOnlyRootFilesystem",
                        true,
                        "runAsGroup",
                        0,
                        "runAsNonRoot",
                        false,
                        "runAsUser",
                        0);
        if (!config.sidecar().seccompProfile().isEmpty()) {
            context.set("seccompProfile", config.sidecar().seccompProfile().deepCopy());
        }
        container.set("securityContext", context);
        container.set(
                "volumeMounts",
                Json.array(
                        List.of(
                                Json.object(
                                        "name", VOLUME, "mountPath", DIRECTORY, "readOnly", true),
                                Json.object("name", PodVolumes.DATA, "mountPath", DATA))));
        return container;
    }
}
