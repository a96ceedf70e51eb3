package io.fairlead.proxy.telemetry.als;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry.HTTPVersion;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties.CertificateProperties;
import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.RequestRecord.HeaderLookup;
import io.fairlead.proxy.meter.TlsFacts;
import io.fairlead.proxy.model.AccessLog;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A record of a request or connection → an entry of Envoy's access log. Pure.
final class Entries {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MILLIS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final String GRPC_STATUS = "grpc-status";

    private final AccessLog.Headers headers;

    /// @param headers that are told beside what every entry has
    Entries(AccessLog.Headers headers) {
        this.headers = headers;
    }

    HTTPAccessLogEntry request(RequestRecord request) {
        return HTTPAccessLogEntry.newBuilder()
                .setCommonProperties(common(request))
                .setProtocolVersion(version(request.protocol))
                .setRequest(asked(request))
                .setResponse(answered(request))
                .build();
    }

    TCPAccessLogEntry connection(RequestRecord connection) {
        TCPAccessLogEntry.Builder entry =
                TCPAccessLogEntry.newBuilder().setCommonProperties(common(connection));
        entry.getConnectionPropertiesBuilder()
                .setReceivedBytes(connection.bytesReceived)
                .setSentBytes(connection.bytesSent);
        return entry.build();
    }

    private static AccessLogCommon common(RequestRecord request) {
        AccessLogCommon.Builder common = AccessLogCommon.newBuilder();
        address(request.downstreamRemoteAddress, common::setDownstreamRemoteAddress);
        address(request.downstreamDirectAddress, common::setDownstreamDirectRemoteAddress);
        address(request.downstreamLocalAddress, common::setDownstreamLocalAddress);
        address(request.upstreamHost, common::setUpstreamRemoteAddress);
        address(request.upstreamLocalAddress, common::setUpstreamLocalAddress);
        text(request.upstreamCluster, common::setUpstreamCluster);
        text(request.upstreamTransportFailure, common::setUpstreamTransportFailureReason);
        text(request.routeName, common::setRouteName);
        text(request.requestId, common::setStreamId);
        text(request.connectionTerminationDetails, common::setConnectionTerminationDetails);
        Duration duration = duration(Math.max(0, request.endNanos - request.startNanos));
        common.setStartTime(timestamp(request.startEpochMillis)).setDuration(duration);
        if (request.protocol == null) {
            common.setAccessLogType(AccessLogType.TcpConnectionEnd);
        } else {
            common.setAccessLogType(AccessLogType.DownstreamEnd)
                    .setTimeToLastDownstreamTxByte(duration);
        }
        if (request.responseFlags != 0) {
            common.setResponseFlags(Flags.of(request.responseFlags));
        }
        if (request.tls != null) {
            common.setTlsProperties(tls(request.tls, request.requestedServerName));
        }
        return common.build();
    }

    private static TLSProperties tls(TlsFacts facts, @Nullable String serverName) {
        TLSProperties.Builder tls =
                TLSProperties.newBuilder()
                        .setTlsVersion(
                                switch (facts.version()) {
                                    case "TLSv1.2" -> TLSProperties.TLSVersion.TLSv1_2;
                                    case "TLSv1.3" -> TLSProperties.TLSVersion.TLSv1_3;
                                    default -> TLSProperties.TLSVersion.VERSION_UNSPECIFIED;
                                });
        int suite = CipherSuites.number(facts.cipher());
        if (suite != 0) {
            tls.setTlsCipherSuite(UInt32Value.of(suite));
        }
        text(serverName, tls::setTlsSniHostname);
        CertificateProperties.Builder own = tls.getLocalCertificatePropertiesBuilder();
        text(facts.localUri(), uri -> own.addSubjectAltNameBuilder().setUri(uri));
        TlsFacts.PeerFacts peer = facts.peer();
        if (peer != null) {
            CertificateProperties.Builder shown = tls.getPeerCertificatePropertiesBuilder();
            peer.uris().forEach(uri -> shown.addSubjectAltNameBuilder().setUri(uri));
            peer.dnsNames().forEach(name -> shown.addSubjectAltNameBuilder().setDns(name));
            text(peer.subject(), shown::setSubject);
        }
        return tls.build();
    }

    private HTTPRequestProperties asked(RequestRecord request) {
        HTTPRequestProperties.Builder asked =
                HTTPRequestProperties.newBuilder()
                        .setRequestMethod(method(request.method))
                        .setScheme(request.tls == null ? "http" : "https")
                        .setRequestBodyBytes(request.bytesReceived);
        text(request.authority, asked::setAuthority);
        text(request.path, asked::setPath);
        text(request.userAgent, asked::setUserAgent);
        text(request.forwardedFor, asked::setForwardedFor);
        text(request.requestId, asked::setRequestId);
        text(request.requestHeaders.value("referer"), asked::setReferer);
        text(request.requestHeaders.value("x-envoy-original-path"), asked::setOriginalPath);
        each(headers.request(), request.requestHeaders, asked::putRequestHeaders);
        return asked.build();
    }

    private HTTPResponseProperties answered(RequestRecord request) {
        HTTPResponseProperties.Builder answered =
                HTTPResponseProperties.newBuilder().setResponseBodyBytes(request.bytesSent);
        if (request.responseCode != 0) {
            answered.setResponseCode(UInt32Value.of(request.responseCode));
        }
        text(request.responseCodeDetails, answered::setResponseCodeDetails);
        each(headers.response(), request.responseHeaders, answered::putResponseHeaders);
        if (request.grpcStatus != RequestRecord.NO_GRPC_STATUS
                && headers.trailers().contains(GRPC_STATUS)) {
            answered.putResponseTrailers(GRPC_STATUS, Integer.toString(request.grpcStatus));
        }
        return answered.build();
    }

    private static void each(
            Iterable<String> names, HeaderLookup headers, BiConsumer<String, String> to) {
        for (String name : names) {
            text(headers.value(name), value -> to.accept(name, value));
        }
    }

    private static void text(@Nullable CharSequence text, Consumer<String> to) {
        if (text != null && !text.isEmpty()) {
            to.accept(text.toString());
        }
    }

    /// `IP:PORT`, the IP in brackets where it has colons.
    private static void address(@Nullable String text, Consumer<Address> to) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        if (text == null || colon <= 0) {
            return;
        }
        boolean bracketed = text.charAt(0) == '[' && text.charAt(colon - 1) == ']';
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        Address.Builder address = Address.newBuilder();
        address.getSocketAddressBuilder()
                .setAddress(host)
                .setPortValue(Integer.parseInt(text, colon + 1, text.length(), 10));
        to.accept(address.build());
    }

    private static RequestMethod method(@Nullable String name) {
        for (RequestMethod method : RequestMethod.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return RequestMethod.METHOD_UNSPECIFIED;
    }

    private static HTTPVersion version(@Nullable String protocol) {
        return switch (protocol) {
            case "HTTP/1.0" -> HTTPVersion.HTTP10;
            case "HTTP/1.1" -> HTTPVersion.HTTP11;
            case "HTTP/2" -> HTTPVersion.HTTP2;
            case null, default -> HTTPVersion.PROTOCOL_UNSPECIFIED;
        };
    }

    private static Timestamp timestamp(long epochMillis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(epochMillis, MILLIS_PER_SECOND))
                .setNanos(Math.floorMod(epochMillis, MILLIS_PER_SECOND) * NANOS_PER_MILLI)
                .build();
    }

    private static Duration duration(long nanos) {
        return Duration.newBuilder()
                .setSeconds(nanos / NANOS_PER_SECOND)
                .setNanos((int) (nanos % NANOS_PER_SECOND))
                .build();
    }
}
