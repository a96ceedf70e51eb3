package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http.forward.HttpChain;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpenChannelsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(45);

    @Test
    void anIdleHttpConnectionOfAnOldChainIsAskedToEndAtTheDeadline() {
        var idle = new EmbeddedChannel(new EndsWhenAsked());
        var channels = drained(idle, false);

        idle.advanceTimeBy(44, TimeUnit.SECONDS);
        idle.runScheduledPendingTasks();
        assertThat(idle.isOpen()).isTrue();

        idle.advanceTimeBy(2, TimeUnit.SECONDS);
        idle.runScheduledPendingTasks();
        assertThat(idle.isOpen()).isFalse();
        assertThat(channels.size()).isZero();
    }

    @Test
    void whatIsStillBusyIsCutAtTheSecondDeadline() {
        var busy = new EmbeddedChannel();
        drained(busy, false);

        busy.advanceTimeBy(46, TimeUnit.SECONDS);
        busy.runScheduledPendingTasks();
        assertThat(busy.isOpen()).isTrue();

        busy.advanceTimeBy(45, TimeUnit.SECONDS);
        busy.runScheduledPendingTasks();
        assertThat(busy.isOpen()).isFalse();
    }

    @Test
    void opaqueConnectionsAreCutAtTheDeadline() {
        var opaque = new EmbeddedChannel();
        drained(opaque, true);

        opaque.advanceTimeBy(46, TimeUnit.SECONDS);
        opaque.runScheduledPendingTasks();
        assertThat(opaque.isOpen()).isFalse();
    }

    @Test
    void whoNeedNoLongerGoIsLeftAlone() {
        var opaque = new EmbeddedChannel();
        opaque.freezeTime();
        var trial = new AtomicBoolean(true);
        var channels = new OpenChannels(true);
        channels.add(opaque);
        channels.drain(opaque.eventLoop(), DEADLINE, _ -> trial.get());
        trial.set(false);
        opaque.advanceTimeBy(200, TimeUnit.SECONDS);
        opaque.runScheduledPendingTasks();
        assertThat(opaque.isOpen()).isTrue();
    }

    private static OpenChannels drained(EmbeddedChannel channel, boolean opaque) {
        channel.freezeTime();
        var channels = new OpenChannels(opaque);
        channels.add(channel);
        channels.drain(channel.eventLoop(), DEADLINE);
        return channels;
    }

    private static final class EndsWhenAsked extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == HttpChain.Retired.NOW) {
                var _ = context.close();
            }
        }
    }
}
