package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Meta;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the ConfigMap `istio` of the root namespace: settings of the mesh are YAML in its key `mesh`.
final class MeshConfigReader {
    private MeshConfigReader() {}

    /// Null for any other ConfigMap.
    static @Nullable MeshConfig read(Meta meta, Cursor object, Complaints complaints) {
        if (!meta.key().equals(MeshConfig.DEFAULT.key())) {
            return null;
        }
        Cursor data = object.child("data");
        String text = data == null ? "" : data.text("mesh");
        List<Tree> documents = YamlText.read(text, Limits.DEFAULT, complaints);
        if (documents.isEmpty() || !(documents.getFirst() instanceof Tree.Mapping mapping)) {
            return defaults(meta);
        }
        Cursor mesh = new Cursor(mapping, "data.mesh");
        MeshConfig otherwise = MeshConfig.DEFAULT;
        Cursor outbound = mesh.child("outboundTrafficPolicy");
        return new MeshConfig(
                meta,
                text(mesh, "trustDomain", otherwise.trustDomain()),
                text(mesh, "rootNamespace", otherwise.rootNamespace()),
                otherwise.domain(),
                outbound == null || !outbound.text("mode").equals("REGISTRY_ONLY"),
                duration(mesh, "connectTimeout", otherwise.connectTimeout()),
                duration(mesh, "protocolDetectionTimeout", otherwise.protocolDetectionTimeout()),
                mesh.has("accessLogFile") ? mesh.text("accessLogFile") : otherwise.accessLogFile(),
                mesh.text("accessLogFormat"),
                mesh.text("accessLogEncoding").equals("JSON"));
    }

    private static MeshConfig defaults(Meta meta) {
        MeshConfig d = MeshConfig.DEFAULT;
        return new MeshConfig(
                meta,
                d.trustDomain(),
                d.rootNamespace(),
                d.domain(),
                d.outboundAny(),
                d.connectTimeout(),
                d.protocolDetectionTimeout(),
                d.accessLogFile(),
                d.accessLogFormat(),
                d.accessLogJson());
    }

    private static String text(Cursor mesh, String name, String otherwise) {
        String written = mesh.text(name);
        return written.isEmpty() ? otherwise : written;
    }

    private static Duration duration(Cursor mesh, String name, Duration otherwise) {
        Duration written = mesh.duration(name);
        return written == null ? otherwise : written;
    }
}
