package io.fairlead.perf.csr;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fairlead.perf.process.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;

/// Reads one [Order] a line from standard input, carries it out, and writes one [Answer] a line; ends with its input.
public final class Main {
    /// The workloads as whoever measures starts them.
    public static final Worker.Kind<Order, Answer> WORKER =
            new Worker.Kind<>(
                    "the crowd of workloads",
                    List.of(
                            "-XX:+UseSerialGC",
                            "-Xms256m",
                            "-Xmx256m",
                            "-Dio.netty.leakDetection.level=disabled",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"),
                    Main.class,
                    Order.class,
                    Answer.class);

    private static final int KEYS = 64;

    private Main() {}

    public static void main(String[] arguments)
            throws IOException, InterruptedException, GeneralSecurityException {
        ObjectMapper json = new ObjectMapper();
        List<byte[]> requests = SigningRequests.make(KEYS);
        try (var orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                Order order = json.readValue(line, Order.class);
                System.out.println(json.writeValueAsString(new Applicants(order, requests).run()));
            }
        }
    }
}
