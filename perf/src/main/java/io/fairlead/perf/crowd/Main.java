package io.fairlead.perf.crowd;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.perf.process.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads one [Order] a line from standard input, carries it out, and writes one [Answer] a line; ends with its input.
public final class Main {
    /// The crowd as whoever measures starts it.
    public static final Worker.Kind<Order, Answer> WORKER =
            new Worker.Kind<>(
                    "the crowd of sidecars",
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms512m",
                            "-Xmx3g",
                            "-Xmn256m",
                            "-Dio.netty.leakDetection.level=disabled",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"),
                    Main.class,
                    Order.class,
                    Answer.class);

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        try (var crowd = new Crowd();
                var orders =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                Answer answer =
                        switch (json.readValue(line, Order.class)) {
                            case Order.Connect connect -> crowd.connect(connect);
                            case Order.Watch watch -> crowd.watch(watch);
                            case Order.Collect collect -> crowd.collect(collect);
                        };
                System.out.println(json.writeValueAsString(answer));
            }
        }
    }
}
