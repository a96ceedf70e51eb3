package io.fairlead.proxy.http.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Headers that the proxy itself looks at. The parser recognises them while it validates a name, so that nobody
/// searches for them later.
public enum KnownHeader {
    /// Any other header.
    OTHER("", false),
    HOST("host", false),
    CONTENT_LENGTH("content-length", false),
    TRANSFER_ENCODING("transfer-encoding", true),
    CONNECTION("connection", true),
    KEEP_ALIVE("keep-alive", true),
    PROXY_CONNECTION("proxy-connection", true),
    TE("te", true),
    TRAILER("trailer", false),
    UPGRADE("upgrade", true),
    HTTP2_SETTINGS("http2-settings", true),
    EXPECT("expect", false),
    DATE("date", false),
    SERVER("server", false),
    USER_AGENT("user-agent", false),
    CONTENT_TYPE("content-type", false),
    GRPC_STATUS("grpc-status", false),
    X_REQUEST_ID("x-request-id", false),
    X_FORWARDED_FOR("x-forwarded-for", false),
    X_FORWARDED_PROTO("x-forwarded-proto", false),
    X_FORWARDED_CLIENT_CERT("x-forwarded-client-cert", false),
    X_ENVOY_ATTEMPT_COUNT("x-envoy-attempt-count", false),
    X_ENVOY_DECORATOR_OPERATION("x-envoy-decorator-operation", false),
    X_ENVOY_EXPECTED_TIMEOUT("x-envoy-expected-rq-timeout-ms", false),
    X_ENVOY_INTERNAL("x-envoy-internal", false),
    X_ENVOY_SERVICE_TIME("x-envoy-upstream-service-time", false),
    X_ENVOY_RETRY_ON("x-envoy-retry-on", false),
    X_ENVOY_RETRY_GRPC_ON("x-envoy-retry-grpc-on", false),
    X_ENVOY_MAX_RETRIES("x-envoy-max-retries", false),
    X_ENVOY_ALT_STAT_NAME("x-envoy-upstream-alt-stat-name", false),
    X_ENVOY_TIMEOUT("x-envoy-upstream-rq-timeout-ms", false),
    X_ENVOY_PER_TRY_TIMEOUT("x-envoy-upstream-rq-per-try-timeout-ms", false),
    X_ENVOY_ALT_RESPONSE("x-envoy-upstream-rq-timeout-alt-response", false),
    X_ENVOY_FORCE_TRACE("x-envoy-force-trace", false),
    X_ENVOY_IP_TAGS("x-envoy-ip-tags", false),
    X_ENVOY_ORIGINAL_URL("x-envoy-original-url", false),
    X_ENVOY_HEDGE("x-envoy-hedge-on-per-try-timeout", false),
    X_ENVOY_PEER_METADATA("x-envoy-peer-metadata", false),
    X_ENVOY_PEER_METADATA_ID("x-envoy-peer-metadata-id", false),
    B3("b3", false),
    X_B3_TRACE_ID("x-b3-traceid", false),
    X_B3_SPAN_ID("x-b3-spanid", false),
    X_B3_PARENT_SPAN_ID("x-b3-parentspanid", false),
    X_B3_SAMPLED("x-b3-sampled", false),
    X_B3_FLAGS("x-b3-flags", false),
    TRACEPARENT("traceparent", false),
    TRACESTATE("tracestate", false),
    X_CLIENT_TRACE_ID("x-client-trace-id", false);

    private static final int SLOTS = 256;
    private static final KnownHeader[] ALL = values();
    private static final KnownHeader[] TABLE = table();

    // Nobody outside this package sees it, and nobody writes to it.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] name;

    private final boolean hopByHop;

    KnownHeader(String name, boolean hopByHop) {
        this.name = name.getBytes(StandardCharsets.ISO_8859_1);
        this.hopByHop = hopByHop;
    }

    /// How many there are; arrays indexed by [#id] have this length.
    public static int count() {
        return ALL.length;
    }

    /// A small number for arrays that live only in this process.
    @SuppressWarnings("EnumOrdinal")
    public int id() {
        return ordinal();
    }

    /// Whether it is about this connection only and is never forwarded.
    public boolean hopByHop() {
        return hopByHop;
    }

    /// The name in lower case. Not to be written to.
    @SuppressWarnings("MutableArray")
    byte[] bytes() {
        return name;
    }

    /// One step of the hash that [#of] expects.
    static int hash(int hash, int lowerCase) {
        return hash * 31 + lowerCase;
    }

    /// The header with this name, which is in lower case already.
    static KnownHeader of(byte[] bytes, int start, int end, int hash) {
        int slot = slot(hash);
        while (true) {
            KnownHeader known = TABLE[slot];
            if (known == OTHER) {
                return OTHER;
            }
            if (Arrays.equals(bytes, start, end, known.name, 0, known.name.length)) {
                return known;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }

    /// The header with this name in lower case.
    public static KnownHeader of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return of(bytes, 0, bytes.length, hashOf(bytes));
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 11)) & (SLOTS - 1);
    }

    private static int hashOf(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = hash(hash, b & 0xff);
        }
        return hash;
    }

    private static KnownHeader[] table() {
        var table = new KnownHeader[SLOTS];
        Arrays.fill(table, OTHER);
        for (KnownHeader known : ALL) {
            if (known != OTHER) {
                int slot = slot(hashOf(known.name));
                while (table[slot] != OTHER) {
                    slot = (slot + 1) & (SLOTS - 1);
                }
                table[slot] = known;
            }
        }
        return table;
    }
}
