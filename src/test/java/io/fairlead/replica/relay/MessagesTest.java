package io.fairlead.replica.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.model.identity.SpiffeId;
import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.replica.peer.Message;
import io.fairlead.replica.relay.Sight.Issued;
import io.fairlead.replica.relay.Sight.Listener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What docs/replica.proto has of relays, written and read.
class MessagesTest {
    private static final SpiffeId WEB = new SpiffeId("cluster.local", "shop", "web");
    private static final PodRef POD = new PodRef("shop", "web-1");

    @Test
    void aReportIsReadAsItWasWritten() throws IOException {
        Up.Report sent = new Up.Report(7, 3, new Sender(WEB, "web-1"), new byte[] {1, 2});
        assertThat(UpMessages.of(UpMessages.bytes(sent)))
                .isInstanceOfSatisfying(
                        Up.Report.class,
                        read -> {
                            assertThat(read.number()).isEqualTo(7);
                            assertThat(read.stream()).isEqualTo(3);
                            assertThat(read.from()).isEqualTo(sent.from());
                            assertThat(read.body()).containsExactly(1, 2);
                        });
        Up.Ended ended = new Up.Ended(8, 3);
        assertThat(UpMessages.of(UpMessages.bytes(ended))).isEqualTo(ended);
    }

    @Test
    void whatIsSeenIsReadAsItWasWritten() throws IOException {
        Listener listener =
                new Listener(
                        true,
                        new TreeMap<>(
                                Map.of(
                                        0,
                                        PortMode.PERMISSIVE,
                                        80,
                                        PortMode.DISABLE,
                                        8080,
                                        PortMode.STRICT)));
        Issued issued =
                new Issued(
                        WEB.toString(),
                        "web-1",
                        Instant.ofEpochMilli(1_000),
                        Instant.ofEpochMilli(2_000));
        Up.Seen seen =
                new Up.Seen(
                        new Sight.News(
                                Map.of(POD, listener),
                                Set.of(new PodRef("shop", "cart-1")),
                                Set.of(issued)));
        assertThat(UpMessages.of(UpMessages.bytes(seen))).isEqualTo(seen);
        Up.Seen nothing = new Up.Seen(new Sight.News(Map.of(), Set.of(), Set.of()));
        assertThat(UpMessages.of(UpMessages.bytes(nothing))).isEqualTo(nothing);
    }

    @Test
    void theLeadersWordIsReadAsItWasWritten() throws IOException {
        Down.Acknowledged taken = new Down.Acknowledged(9);
        assertThat(DownMessages.of(DownMessages.bytes(taken))).isEqualTo(taken);
        Down.Trials trials =
                new Down.Trials(
                        Map.of(POD, new TreeSet<>(Set.of(80, 8080))), Duration.ofSeconds(15));
        assertThat(DownMessages.of(DownMessages.bytes(trials))).isEqualTo(trials);
        assertThat(DownMessages.of(DownMessages.bytes(new Down.Back(3, new byte[] {5}))))
                .isInstanceOfSatisfying(
                        Down.Back.class,
                        back -> {
                            assertThat(back.stream()).isEqualTo(3);
                            assertThat(back.ack()).containsExactly(5);
                        });
    }

    @Test
    void whatIsNoneIsRefused() {
        byte[] unnumbered = Message.bytes(out -> out.writeUInt64(3, 1));
        assertThatThrownBy(() -> UpMessages.of(unnumbered)).isInstanceOf(IOException.class);
        byte[] nobody =
                Message.bytes(out -> {
                    out.writeUInt64(1, 1);
                    out.writeByteArray(
                            2, Message.bytes(report -> report.writeString(2, "somebody")));
                });
        assertThatThrownBy(() -> UpMessages.of(nobody)).hasMessageContaining("spiffe://");
        byte[] mode =
                Message.bytes(out ->
                        out.writeByteArray(
                                4,
                                Message.bytes(news ->
                                        news.writeByteArray(
                                                1,
                                                Message.bytes(one -> {
                                                    Wire.pod(one, POD);
                                                    one.writeByteArray(
                                                            4,
                                                            Message.bytes(port ->
                                                                    port.writeUInt32(2, 9)));
                                                })))));
        assertThatThrownBy(() -> UpMessages.of(mode)).hasMessageContaining("no mode");
        assertThatThrownBy(() -> DownMessages.of(new byte[0])).isInstanceOf(IOException.class);
    }
}
