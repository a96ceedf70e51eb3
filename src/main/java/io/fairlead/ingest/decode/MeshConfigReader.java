package io.fairlead.ingest.decode;

import io.fairlead.model.config.MeshConfig;
import io.fairlead.model.config.Meta;
import io.fairlead.model.config.Problem.Told;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the ConfigMap `istio` of the root namespace: settings of the mesh are YAML in its key `mesh`.
final class MeshConfigReader {
    private static final String PATH = "data.mesh";
    private static final String MESH_TLS = "meshMTLS";
    private static final String OUTBOUND = "outboundTrafficPolicy";

    /// The fields that are read below. Who reads another one adds it here; of the rest it is said that they do nothing.
    private static final Set<String> READ =
            Set.of(
                    MESH_TLS,
                    OUTBOUND,
                    MeshTelemetryReader.DEFAULTS,
                    MeshTelemetryReader.PROVIDERS,
                    MeshTelemetryReader.PROXY,
                    MeshTelemetryReader.TRACING,
                    "accessLogEncoding",
                    "accessLogFile",
                    "accessLogFormat",
                    "connectTimeout",
                    "enableAutoMtls",
                    "protocolDetectionTimeout",
                    "rootNamespace",
                    "trustDomain",
                    "trustDomainAliases");

    private MeshConfigReader() {}

    /// Null for any other ConfigMap.
    static @Nullable MeshConfig read(Meta meta, Cursor object, Complaints complaints) {
        if (!meta.key().equals(MeshConfig.DEFAULT.key())) {
            return null;
        }
        Cursor data = object.child("data");
        MeshConfig mesh = data == null ? null : mesh(meta, data, complaints);
        return mesh == null ? defaults(meta) : mesh;
    }

    private static MeshConfig config(Meta meta, Cursor mesh, Complaints complaints) {
        MeshConfig otherwise = MeshConfig.DEFAULT;
        Cursor meshTls = mesh.child(MESH_TLS);
        Cursor outbound = mesh.child(OUTBOUND);
        return new MeshConfig(
                meta,
                text(mesh, "trustDomain", otherwise.trustDomain()),
                mesh.texts("trustDomainAliases"),
                !Boolean.FALSE.equals(mesh.maybe("enableAutoMtls")),
                meshTls != null && meshTls.text("minProtocolVersion").equals("TLSV1_3"),
                text(mesh, "rootNamespace", otherwise.rootNamespace()),
                otherwise.domain(),
                outbound == null || !outbound.text("mode").equals("REGISTRY_ONLY"),
                duration(mesh, "connectTimeout", otherwise.connectTimeout()),
                duration(mesh, "protocolDetectionTimeout", otherwise.protocolDetectionTimeout()),
                mesh.has("accessLogFile") ? mesh.text("accessLogFile") : otherwise.accessLogFile(),
                mesh.text("accessLogFormat"),
                mesh.text("accessLogEncoding").equals("JSON"),
                new MeshTelemetryReader(complaints).read(mesh));
    }

    /// The text in key `mesh` as a mapping, held against the fields that there are. Null when nothing is written.
    private static @Nullable MeshConfig mesh(Meta meta, Cursor data, Complaints complaints) {
        if (!(data.mapping().get("mesh") instanceof Tree.Scalar written)) {
            return null;
        }
        String text = written.text();
        complaints.inside(text.indexOf('\n') < 0 ? written.line() - 1 : written.line());
        try {
            List<Tree> documents = YamlText.read(text, Limits.DEFAULT, complaints);
            if (documents.isEmpty() || isNothing(documents.getFirst())) {
                return null;
            }
            if (!(documents.getFirst() instanceof Tree.Mapping mapping)) {
                complaints.wrongType(
                        documents.getFirst(), "a mapping", PATH, 1, "write key: value");
                return null;
            }
            int before = complaints.errors();
            Duplicates.tell(mapping, PATH, complaints);
            new SchemaCheck(SchemaText.MESH, complaints).check(mapping, PATH);
            Cursor mesh = new Cursor(mapping, PATH);
            if (complaints.errors() == before) {
                unread(mesh, complaints);
            }
            return config(meta, mesh, complaints);
        } finally {
            complaints.inside(0);
        }
    }

    private static void unread(Cursor mesh, Complaints complaints) {
        Effects.unread(mesh, READ, complaints);
        new MeshTelemetryReader(complaints).unreadOfProxy(mesh);
        Cursor meshTls = mesh.child(MESH_TLS);
        if (meshTls != null) {
            Effects.unread(meshTls, Set.of("minProtocolVersion"), complaints);
        }
        Cursor outbound = mesh.child(OUTBOUND);
        if (outbound == null) {
            return;
        }
        Effects.unread(outbound, Set.of("mode"), complaints);
        if (outbound.text("mode").equals("ALLOW_ANY_DYNAMIC_DNS")) {
            Told told = new Told("does no more than ALLOW_ANY yet", "what does less is named", "");
            complaints.info("no-effect-yet", outbound.lineOf("mode"), outbound.at("mode"), told);
        }
    }

    private static boolean isNothing(Tree document) {
        return document instanceof Tree.Scalar scalar && scalar.type() == Tree.Type.NULL;
    }

    private static MeshConfig defaults(Meta meta) {
        MeshConfig d = MeshConfig.DEFAULT;
        return new MeshConfig(
                meta,
                d.trustDomain(),
                d.trustDomainAliases(),
                d.autoMtls(),
                d.minTls13(),
                d.rootNamespace(),
                d.domain(),
                d.outboundAny(),
                d.connectTimeout(),
                d.protocolDetectionTimeout(),
                d.accessLogFile(),
                d.accessLogFormat(),
                d.accessLogJson(),
                d.telemetry());
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
