package io.fairlead.perf.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

/// Reads one [Order] a line from standard input, carries it out, and writes one [Result] a line; ends with its input.
/// It stays for all orders of a run, so that its own code is warm.
public final class Main {

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
