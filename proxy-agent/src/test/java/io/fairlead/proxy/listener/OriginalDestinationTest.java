package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.RealParts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The kernel's word on where a connection was going, with real iptables in a network namespace of its own.
class OriginalDestinationTest {

    @Test
    @Timeout(60)
    void aRedirectedConnectionKnowsWhereItWasGoingAndAPlainOneItsOwnAddress() throws Exception {
        RealParts.root("a network namespace with iptables rules");
        Path unshare = RealParts.program("unshare", "apt-get install util-linux");
        Path iptables = RealParts.program("iptables", "apt-get install iptables");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script =
                "ip link set lo up && "
                        + iptables
                        + " -t nat -A OUTPUT -p tcp -d 10.1.2.3 --dport 8080 -j REDIRECT --to-ports"
                        + " 15001 && ip addr add 10.1.2.1/24 dev lo && exec \"$0\" \"$@\"";
        Process probe =
                new ProcessBuilder(
                                unshare.toString(),
                                "--net",
                                "sh",
                                "-c",
                                script,
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Probe.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said =
                new String(probe.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(probe.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("/10.1.2.3:8080\n/127.0.0.1:15001\n");
    }

    /// Runs inside the namespace: listens on 15001, connects twice, says what it finds.
    static final class Probe {

        private Probe() {}

        public static void main(String[] arguments) throws Exception {
            var loops = Loops.of(1);
            new ServerBootstrap()
                    .group(loops.all().getFirst())
                    .channelFactory(loops.servers())
                    .childHandler(
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel channel) {
                                    channel.pipeline().addLast(new Say());
                                }
                            })
                    .bind(15001)
                    .sync();
            for (String to : new String[] {"10.1.2.3:8080", "127.0.0.1:15001"}) {
                String[] parts = to.split(":", 2);
                try (var socket =
                        new Socket(InetAddress.ofLiteral(parts[0]), Integer.parseInt(parts[1]))) {
                    socket.getInputStream().readAllBytes();
                }
            }
            loops.close();
        }
    }

    private static final class Say extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            System.out.print(OriginalDestination.of(context.channel()) + "\n");
            System.out.flush();
            var _ = context.close();
        }
    }
}
