package io.fairlead.perf.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.perf.process.Worker;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Reads one [Order] a line from standard input, carries it out, and writes one [Result] a line; ends with its input.
/// It stays for all orders of a run, so that its own code is warm.
public final class Main {
    /// The load generator as whoever measures starts it.
    public static final Worker.Kind<Order, Result> WORKER =
            new Worker.Kind<>(
                    "the load generator",
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms64m",
                            "-Xmx64m",
                            "-Xmn32m",
                            "-Dio.netty.leakDetection.level=disabled",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"),
                    Main.class,
                    Order.class,
                    Result.class);

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
                var orders =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                Result result = carryOut(json.readValue(line, Order.class), group.next());
                System.out.println(json.writeValueAsString(result));
            }
        }
    }

    private static Result carryOut(Order order, EventLoop loop) throws InterruptedException {
        try {
            return new Campaign(order, loop).start().get();
        } catch (ExecutionException e) {
            return Result.failed(String.valueOf(e.getCause()));
        }
    }
}
