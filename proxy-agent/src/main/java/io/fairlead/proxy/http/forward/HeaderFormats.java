package io.fairlead.proxy.http.forward;

import io.fairlead.proxy.http.rewrite.FormatSource;
import io.fairlead.proxy.meter.RequestRecord;
import org.jspecify.annotations.Nullable;

/// What command operators in header values stand for (`%REQ(x)%`, `%DOWNSTREAM_REMOTE_ADDRESS%`, …).
final class HeaderFormats implements FormatSource {

    private final RequestHead request;
    private final ResponseHead response;
    private final RequestRecord record;
    private final Client client;
    private final Origin origin;

    HeaderFormats(
            RequestHead request,
            ResponseHead response,
            RequestRecord record,
            Client client,
            Origin origin) {
        this.request = request;
        this.response = response;
        this.record = record;
        this.client = client;
        this.origin = origin;
    }

    @Override
    public @Nullable CharSequence request(String name) {
        return request.field(name);
    }

    @Override
    public @Nullable CharSequence response(String name) {
        return response.header(name);
    }

    @Override
    public @Nullable CharSequence other(String operator, String argument) {
        return switch (operator) {
            case "DOWNSTREAM_REMOTE_ADDRESS" -> origin.remote();
            case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" -> origin.address();
            case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT" -> client.remoteAddress();
            case "DOWNSTREAM_LOCAL_ADDRESS" -> client.local();
            case "DOWNSTREAM_LOCAL_PORT" ->
                    client.local().substring(client.local().lastIndexOf(':') + 1);
            case "UPSTREAM_HOST" -> record.upstreamHost;
            case "UPSTREAM_CLUSTER" -> record.upstreamCluster;
            case "ROUTE_NAME" -> record.routeName;
            case "PROTOCOL" -> record.protocol;
            case "RESPONSE_CODE" -> Integer.toString(record.responseCode);
            case "REQUESTED_SERVER_NAME" -> client.serverName();
            default -> null;
        };
    }
}
