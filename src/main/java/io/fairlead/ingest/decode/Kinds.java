package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshObject;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Namespace;
import io.fairlead.model.config.OtherConfig;
import io.fairlead.model.config.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One line a kind: who reads it.
final class Kinds {
    private Kinds() {}

    /// Null for objects that the mesh does not need (ConfigMaps but one, Secrets without certificates).
    static @Nullable MeshObject decode(Header header, Cursor object, Complaints complaints) {
        Meta meta = header.meta();
        return switch (header.kind().name()) {
            case "VirtualService" -> new VirtualServiceReader(complaints).read(meta, object);
            case "DestinationRule" -> new DestinationRuleReader(complaints).read(meta, object);
            case "PeerAuthentication" ->
                    new PeerAuthenticationReader(complaints).read(meta, object);
            case "Gateway" -> new GatewayReader(complaints).read(meta, object);
            case "ServiceEntry" -> new ServiceEntryReader(complaints).read(meta, object);
            case "Telemetry" -> TelemetryReader.read(meta, object);
            case "CronJob" -> new CronJobReader(complaints).read(meta, object);
            case "MtlsMigration" -> new MtlsMigrationReader(complaints).read(meta, object);
            case "Service" -> ServiceReader.read(meta, object);
            case "Endpoints" -> EndpointsReader.endpoints(meta, object);
            case "EndpointSlice" -> EndpointsReader.slice(meta, object);
            case "Pod" -> PodReader.pod(meta, object);
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet" ->
                    PodReader.workload(meta, object);
            case "Namespace" -> new Namespace(meta);
            case "ServiceAccount" -> new ServiceAccount(meta);
            case "Secret" -> new SecretReader(complaints).read(meta, object);
            case "Role", "ClusterRole" -> RoleReader.role(meta, object);
            case "RoleBinding", "ClusterRoleBinding" ->
                    RoleReader.binding(meta, object, complaints);
            case "Node" -> PodReader.node(meta, object);
            case "ConfigMap" -> MeshConfigReader.read(meta, object, complaints);
            default -> new OtherConfig(meta, digest(object.mapping()));
        };
    }

    /// Of what is written below `spec`, so that status and formatting do not count.
    private static String digest(Tree.Mapping mapping) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            StringBuilder text = new StringBuilder();
            Tree spec = mapping.get("spec");
            if (spec != null) {
                write(spec, text);
            }
            byte[] hash = sha.digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void write(Tree tree, StringBuilder text) {
        switch (tree) {
            case Tree.Scalar scalar ->
                    text.append(scalar.type()).append('"').append(scalar.text()).append('"');
            case Tree.Sequence sequence -> {
                text.append('[');
                sequence.items().forEach(item -> write(item, text));
                text.append(']');
            }
            case Tree.Mapping map -> {
                text.append('{');
                map.entries()
                        .forEach((key, entry) -> {
                            text.append('"').append(key).append('"');
                            write(entry.value(), text);
                        });
                text.append('}');
            }
        }
    }
}
