package io.fairlead.perf.crowd;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Reads one [Order] a line from standard input, carries it out, and writes one [Answer] a line; ends with its input.
public final class Main {

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
