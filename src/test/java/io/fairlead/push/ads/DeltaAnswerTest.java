package io.fairlead.push.ads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.fairlead.push.session.Answer;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.TypeUrl;
import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is written without a message is what the message would be.
class DeltaAnswerTest {
    private static final Answer ANSWER =
            new Answer(
                    true,
                    TypeUrl.CLUSTER,
                    "2026/7",
                    "2026/7/1",
                    IntStream.of(0, 1, 100, 127, 128, 20_000)
                            .mapToObj(DeltaAnswerTest::resource)
                            .toList(),
                    List.of("gone", "gone too"));

    private static Resource resource(int bytes) {
        Any body =
                Any.newBuilder()
                        .setTypeUrl(TypeUrl.CLUSTER.url())
                        .setValue(ByteString.copyFrom(new byte[bytes]))
                        .build();
        return new Resource("cluster-ä-" + bytes, "v" + bytes, body);
    }

    private static DeltaDiscoveryResponse message() {
        DeltaDiscoveryResponse.Builder message =
                DeltaDiscoveryResponse.newBuilder()
                        .setTypeUrl(TypeUrl.CLUSTER.url())
                        .setSystemVersionInfo("2026/7")
                        .setNonce("2026/7/1")
                        .addAllRemovedResources(ANSWER.removed());
        for (Resource resource : ANSWER.resources()) {
            message.addResourcesBuilder()
                    .setName(resource.name())
                    .setVersion(resource.version())
                    .setResource(resource.body());
        }
        return message.build();
    }

    private static InputStream stream() {
        return new DeltaAnswer.Marshaller().stream(new Wire.Delta().answer(ANSWER));
    }

    @Test
    void itIsDrainedAsTheMessage() throws IOException {
        InputStream stream = stream();
        int size = stream.available();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        assertThat(((Drainable) stream).drainTo(bytes)).isEqualTo(size).isEqualTo(bytes.size());
        assertThat(stream.available()).isZero();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(DeltaDiscoveryResponse.parseFrom(bytes.toByteArray())).isEqualTo(message());
    }

    @Test
    void itIsReadAsTheMessage() throws IOException {
        InputStream stream = stream();
        int first = stream.read();
        byte[] rest = stream.readAllBytes();
        byte[] all = new byte[rest.length + 1];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);

        assertThat(DeltaDiscoveryResponse.parseFrom(all)).isEqualTo(message());
    }
}
