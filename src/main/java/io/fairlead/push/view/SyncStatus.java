package io.fairlead.push.view;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Rejection;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.push.session.Watch;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/// How far one proxy is, in the messages of Envoy's status service, which `istioctl proxy-status` reads.
public final class SyncStatus {

    private SyncStatus() {}

    /// Of each type that it watches.
    public static ClientConfig of(Connection connection) {
        ClientConfig.Builder status = ClientConfig.newBuilder().setNode(node(connection));
        connection.session().watches().values().stream()
                .sorted(Comparator.comparing(watch -> watch.type().url()))
                .forEach(watch -> status.addGenericXdsConfigs(of(watch, connection.told())));
        return status.build();
    }

    /// Who it is: the id without type and address, as Istio's daemon names proxies.
    public static Node node(Connection connection) {
        Proxy proxy = connection.proxy();
        return Node.newBuilder()
                .setId(proxy.id())
                .setMetadata(
                        Struct.newBuilder()
                                .putFields("CLUSTER_ID", text(proxy.clusterId()))
                                .putFields("NAMESPACE", text(proxy.namespace()))
                                .putFields("ISTIO_VERSION", text(proxy.version())))
                .build();
    }

    private static GenericXdsConfig of(Watch watch, Map<TypeUrl, Instant> told) {
        GenericXdsConfig.Builder config =
                GenericXdsConfig.newBuilder()
                        .setTypeUrl(watch.type().url())
                        .setConfigStatus(status(watch));
        Instant last = told.get(watch.type());
        if (last != null) {
            config.setLastUpdated(
                    Timestamp.newBuilder()
                            .setSeconds(last.getEpochSecond())
                            .setNanos(last.getNano()));
        }
        if (!watch.rejected().isEmpty()) {
            config.setErrorState(
                    UpdateFailureState.newBuilder()
                            .setDetails(
                                    watch.rejected().values().stream()
                                            .map(Rejection::message)
                                            .distinct()
                                            .sorted()
                                            .collect(Collectors.joining("; "))));
        }
        return config.build();
    }

    private static ConfigStatus status(Watch watch) {
        if (!watch.rejected().isEmpty()) {
            return ConfigStatus.ERROR;
        }
        if (watch.sentNonce().isEmpty()) {
            return ConfigStatus.NOT_SENT;
        }
        return watch.ackedNonce().equals(watch.sentNonce())
                ? ConfigStatus.SYNCED
                : ConfigStatus.STALE;
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }
}
