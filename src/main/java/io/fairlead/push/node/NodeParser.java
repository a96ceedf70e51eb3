package io.fairlead.push.node;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.fairlead.model.service.ContainerPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads Istio's node id (`type~ip~pod.namespace~domain`) and node metadata.
public final class NodeParser {

    /// Istio's agents say by it that they hand out certificates, in the file of this name or another.
    private static final String CERTIFICATES = "WORKLOAD_IDENTITY_SOCKET_FILE";

    /// The operator of a stock Envoy says by it, `true`, that it may get virtual hosts as resources of their own.
    private static final String ASKS_FOR_HOSTS = "FAIRLEAD_VHDS";

    /// The first Envoy with which they were tried.
    private static final int TRIED_MAJOR = 1;

    private static final int TRIED_MINOR = 40;

    /// Our agent says by it which cluster of an Envoy's bootstrap is the daemon, for access logs.
    private static final String DAEMON_CLUSTER = "FAIRLEAD_LOG_CLUSTER";

    private static final String XDS_CLUSTER = "xds-grpc";
    private static final String DAEMON_LOG = "fairlead.access_loggers.daemon";

    private static final int PARTS = 4;
    private static final int LABELS_MAX = 256;
    private static final int IPS_MAX = 64;

    /// The longest that an address may be: six groups and an IPv4 address.
    private static final int IP_CHARS_MAX = 45;

    /// Of an id that is told back.
    private static final int ID_SHOWN_MAX = 200;

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private NodeParser() {}

    public static Parsed parse(Node node) {
        if (node.getId().isEmpty()) {
            return new Parsed.Unknown("missing node information");
        }
        String shown = node.getId().substring(0, Math.min(node.getId().length(), ID_SHOWN_MAX));
        String[] parts = node.getId().split("~", PARTS + 1);
        if (parts.length != PARTS) {
            return new Parsed.Unknown(
                    "node id \"%s\" has not four parts, type~ip~id~domain".formatted(shown));
        }
        Optional<Proxy.Type> type =
                Arrays.stream(Proxy.Type.values())
                        .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(parts[0]))
                        .findFirst();
        if (type.isEmpty()) {
            return new Parsed.Unknown(
                    "node id \"%s\" is of unknown type \"%s\""
                            .formatted(shown, shown.split("~", -1)[0]));
        }
        Struct metadata = node.getMetadata();
        List<String> ips = ips(text(metadata, "INSTANCE_IPS"), parts[1]);
        if (ips.isEmpty()) {
            return new Parsed.Unknown(
                    "node id \"%s\" has no valid IP address, nor has INSTANCE_IPS"
                            .formatted(shown));
        }
        String domain = parts[3];
        String namespace = text(metadata, "NAMESPACE");
        return new Parsed.Known(
                new Proxy(
                        type.get(),
                        parts[2],
                        ips,
                        namespace.isEmpty() ? firstLabel(domain) : namespace,
                        domain,
                        labels(metadata),
                        ports(text(metadata, "POD_PORTS")),
                        text(metadata, "ISTIO_VERSION"),
                        text(metadata, "CLUSTER_ID"),
                        node.getUserAgentName(),
                        extensions(node),
                        !text(metadata, CERTIFICATES).isEmpty(),
                        ""));
    }

    /// What it lists. Our sidecar lists what it can do with virtual hosts. A stock Envoy has no word for it: its
    /// operator says so, and its version has to be one with which it was tried (older ones refuse such routes, or get
    /// them wrong in silence).
    private static List<String> extensions(Node node) {
        List<String> listed =
                new ArrayList<>(node.getExtensionsList().stream().map(Extension::getName).toList());
        boolean stock = node.getUserAgentName().equals(Proxy.ENVOY);
        if (stock) {
            listed.remove(Proxy.HOSTS_APART);
        }
        if (stock && text(node.getMetadata(), ASKS_FOR_HOSTS).equals("true") && isTried(node)) {
            listed.add(Proxy.HOSTS_APART);
        }
        // Its access log can go to the daemon.
        if (text(node.getMetadata(), DAEMON_CLUSTER).equals(XDS_CLUSTER)) {
            listed.add(DAEMON_LOG);
        }
        return listed;
    }

    private static boolean isTried(Node node) {
        SemanticVersion version = node.getUserAgentBuildVersion().getVersion();
        return version.getMajorNumber() > TRIED_MAJOR
                || (version.getMajorNumber() == TRIED_MAJOR
                        && version.getMinorNumber() >= TRIED_MINOR);
    }

    /// The service account that the metadata claims; empty when it claims none.
    static String serviceAccount(Node node) {
        return text(node.getMetadata(), "SERVICE_ACCOUNT");
    }

    /// The list of the metadata counts if all of it is valid, else the address of the id.
    private static List<String> ips(String listed, String ofId) {
        List<String> all =
                Arrays.stream(listed.split(",", IPS_MAX + 1)).map(String::strip).toList();
        if (!listed.isEmpty() && all.stream().allMatch(NodeParser::isIp)) {
            return all;
        }
        return isIp(ofId) ? List.of(ofId) : List.of();
    }

    private static boolean isIp(String text) {
        return text.length() <= IP_CHARS_MAX
                && (IPV4.matcher(text).matches() || IPV6.matcher(text).matches());
    }

    private static String firstLabel(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? domain : domain.substring(0, dot);
    }

    private static Map<String, String> labels(Struct metadata) {
        Map<String, String> labels = new HashMap<>();
        Value value = metadata.getFieldsOrDefault("LABELS", Value.getDefaultInstance());
        value.getStructValue().getFieldsMap().entrySet().stream()
                .limit(LABELS_MAX)
                .forEach(e -> labels.put(e.getKey(), e.getValue().getStringValue()));
        return labels;
    }

    /// A JSON array inside a string. What can't be read is left out: ports only matter for target ports by name.
    private static List<ContainerPort> ports(String json) {
        ListValue.Builder all = ListValue.newBuilder();
        try {
            JsonFormat.parser().merge(json.isEmpty() ? "[]" : json, all);
        } catch (InvalidProtocolBufferException e) {
            return List.of();
        }
        List<ContainerPort> ports = new ArrayList<>();
        for (Value value : all.getValuesList()) {
            Struct port = value.getStructValue();
            Value number = port.getFieldsOrDefault("containerPort", Value.getDefaultInstance());
            if (number.hasNumberValue()) {
                ports.add(
                        new ContainerPort(
                                text(port, "name"),
                                (int) number.getNumberValue(),
                                protocol(text(port, "protocol"))));
            }
        }
        return ports;
    }

    private static String protocol(String written) {
        return written.isEmpty() ? "TCP" : written;
    }

    private static String text(Struct metadata, String key) {
        return metadata.getFieldsOrDefault(key, Value.getDefaultInstance()).getStringValue();
    }
}
