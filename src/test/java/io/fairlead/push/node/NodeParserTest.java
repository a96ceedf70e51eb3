package io.fairlead.push.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A node is the word of a stranger: it is read or refused, never believed to be short.
class NodeParserTest {
    private static final int REASON_MAX = 400;

    @FuzzTest
    void anyNode(byte[] bytes) {
        try {
            judge(Node.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            // No node at all: gRPC refuses it.
        }
    }

    private static void judge(Node node) {
        switch (NodeParser.parse(node)) {
            case Parsed.Known(Proxy proxy) -> {
                assertThat(proxy.ips()).isNotEmpty().hasSizeLessThan(100);
                assertThat(proxy.labels()).hasSizeLessThanOrEqualTo(256);
            }
            case Parsed.Unknown(String reason) ->
                    assertThat(reason).isNotEmpty().hasSizeLessThan(REASON_MAX);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sidecar~10.0.0.1~a.b~b.svc.cluster.local, 10.0.0.1",
        "router~fd00::1~a.b~b.svc.cluster.local, fd00::1"
    })
    void aNodeSaysWhoItIs(String id, String ip) {
        assertThat(NodeParser.parse(Node.newBuilder().setId(id).build()))
                .isInstanceOfSatisfying(
                        Parsed.Known.class,
                        known -> {
                            assertThat(known.proxy().ips()).containsExactly(ip);
                            assertThat(known.proxy().namespace()).isEqualTo("b");
                        });
    }

    @ParameterizedTest(name = "{0} {1}.{2}, asking {3}: {4}")
    @CsvSource({
        "envoy, 1, 40, true, true",
        "envoy, 1, 41, true, true",
        "envoy, 2, 0, true, true",
        "envoy, 1, 39, true, false",
        "envoy, 1, 40, '', false",
        "envoy, 1, 40, yes, false",
        "fairlead, 0, 0, '', true",
        "other, 1, 40, true, true"
    })
    void aStockEnvoyGetsHostsApartWhereItsOperatorAsksAndItsVersionWasTried(
            String agent, int major, int minor, String asks, boolean apart) {
        Node.Builder node =
                Node.newBuilder()
                        .setId("sidecar~10.0.0.1~a.b~b.svc.cluster.local")
                        .setUserAgentName(agent)
                        .addExtensions(Extension.newBuilder().setName(Proxy.HOSTS_APART));
        node.getUserAgentBuildVersionBuilder()
                .getVersionBuilder()
                .setMajorNumber(major)
                .setMinorNumber(minor);
        node.getMetadataBuilder().putFields("FAIRLEAD_VHDS", text(asks));
        assertThat(NodeParser.parse(node.build()))
                .isInstanceOfSatisfying(
                        Parsed.Known.class,
                        known -> {
                            assertThat(known.proxy().extensions().contains(Proxy.HOSTS_APART))
                                    .isEqualTo(apart);
                            assertThat(known.proxy().inStateOfTheWorld().extensions())
                                    .doesNotContain(Proxy.HOSTS_APART);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', missing node information",
        "sidecar~10.0.0.1~a.b, has not four parts",
        "sidecar~10.0.0.1~a.b~c~d, has not four parts",
        "toaster~10.0.0.1~a.b~c, is of unknown type \"toaster\"",
        "sidecar~10.0.0~a.b~c, has no valid IP address"
    })
    void whatIsWrongWithANodeIsTold(String id, String reason) {
        assertThat(NodeParser.parse(Node.newBuilder().setId(id).build()))
                .isInstanceOfSatisfying(
                        Parsed.Unknown.class, told -> assertThat(told.reason()).contains(reason));
    }

    /// Four megabytes fit into a request.
    @Test
    @Timeout(10)
    void megabytesOfAlmostAnAddressAreRefusedAtOnce() {
        String almost = ":".repeat(4_000_000) + "x";
        Node node =
                Node.newBuilder()
                        .setId("sidecar~" + almost + "~a.b~c")
                        .setMetadata(
                                Struct.newBuilder()
                                        .putFields("INSTANCE_IPS", text(almost))
                                        .putFields("POD_PORTS", text("[".repeat(1_000_000))))
                        .build();
        long began = System.nanoTime();
        judge(node);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
