package io.fairlead.proxy.http.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fairlead.proxy.meter.WorkloadLabels;
import java.util.Base64;
import java.util.Optional;

/// The header `x-envoy-peer-metadata`: a workload's labels as a protobuf Struct in base64, in the form that Istio's
/// proxies write and read.
public final class PeerMetadata {

    /// A text longer than this isn't read.
    static final int TEXT_MAX = 8192;

    private static final int LABEL_MAX = 256;
    private static final String CANONICAL_NAME = "service.istio.io/canonical-name";
    private static final String CANONICAL_REVISION = "service.istio.io/canonical-revision";

    private PeerMetadata() {}

    /// The header of a workload.
    public static String write(WorkloadLabels self) {
        Struct labels =
                Struct.newBuilder()
                        .putFields("app", text(self.app()))
                        .putFields("version", text(self.version()))
                        .putFields(CANONICAL_NAME, text(self.canonicalService()))
                        .putFields(CANONICAL_REVISION, text(self.canonicalRevision()))
                        .build();
        String owner =
                "kubernetes://apis/apps/v1/namespaces/"
                        + self.namespace()
                        + "/deployments/"
                        + self.workload();
        Struct all =
                Struct.newBuilder()
                        .putFields("NAMESPACE", text(self.namespace()))
                        .putFields("WORKLOAD_NAME", text(self.workload()))
                        .putFields("OWNER", text(owner))
                        .putFields("CLUSTER_ID", text(self.cluster()))
                        .putFields("LABELS", Value.newBuilder().setStructValue(labels).build())
                        .build();
        return Base64.getEncoder().encodeToString(all.toByteArray());
    }

    private static Value text(String of) {
        return Value.newBuilder().setStringValue(of).build();
    }

    /// The labels in a header; empty when it can't be read. Whoever sent it may have written anything, so what is
    /// longer than a label can be is cut.
    public static Optional<WorkloadLabels> read(String header, String principal) {
        if (header.length() > TEXT_MAX) {
            return Optional.empty();
        }
        try {
            Struct all = Struct.parseFrom(Base64.getDecoder().decode(header));
            Struct labels = field(all, "LABELS").getStructValue();
            String name = label(all, "WORKLOAD_NAME");
            return Optional.of(
                    new WorkloadLabels(
                            name.equals(WorkloadLabels.ABSENT) ? owner(all) : name,
                            label(all, "NAMESPACE"),
                            label(labels, "app"),
                            label(labels, "version"),
                            label(labels, CANONICAL_NAME),
                            label(labels, CANONICAL_REVISION),
                            label(all, "CLUSTER_ID"),
                            principal));
        } catch (InvalidProtocolBufferException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// `kubernetes://apis/apps/v1/namespaces/NAMESPACE/deployments/NAME`.
    private static String owner(Struct all) {
        String owner = label(all, "OWNER");
        return owner.substring(owner.lastIndexOf('/') + 1);
    }

    private static Value field(Struct of, String name) {
        return of.getFieldsOrDefault(name, Value.getDefaultInstance());
    }

    private static String label(Struct of, String name) {
        String text = field(of, name).getStringValue();
        if (text.isEmpty()) {
            return WorkloadLabels.ABSENT;
        }
        return text.length() > LABEL_MAX ? text.substring(0, LABEL_MAX) : text;
    }
}
