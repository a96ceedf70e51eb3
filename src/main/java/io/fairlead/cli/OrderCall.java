package io.fairlead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.model.mtls.UnitId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/// Gives an order to the daemon, and waits until it was looked at.
///
/// @param name of the command, for what goes wrong
record OrderCall(CommandSpec spec, HttpDoor daemon, String name) {
    static final int ASKS_PER_SECOND = 4;

    /// Looks of the daemon after which an order was taken up: the first may have begun before it came.
    private static final int LOOKS = 2;

    private static final int LOOKS_WAITED_FOR_SECONDS = 10;

    /// Something that an order says.
    record Word(String name, String value) {
        private String encoded() {
            return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    }

    /// What comes after an order, or instead of one.
    interface Then {
        /// @return exit status
        int on(JsonNode answer) throws IOException, InterruptedException;
    }

    /// Gives an order, and goes on with the migration as of the first look that knows of it; says what went wrong.
    int give(String verb, List<Word> words, Then then) throws InterruptedException {
        String query = words.stream().map(Word::encoded).collect(Collectors.joining("&"));
        String page = "%s/%s?%s".formatted(OrderDoor.PAGE, verb, query);
        try {
            daemon.post(page, OrderDoor.HEADER);
            page = OrderDoor.PAGE;
            return then.on(looked());
        } catch (IOException e) {
            return failed(page, e);
        }
    }

    /// Goes on with the migration as it is; says what went wrong.
    int show(Then then) throws InterruptedException {
        try {
            return then.on(view());
        } catch (IOException e) {
            return failed(OrderDoor.PAGE, e);
        }
    }

    private int failed(String page, IOException e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("fairlead mtls " + name + ": " + daemon.reason(page, e));
        err.flush();
        return MtlsAnswer.FAILED;
    }

    private JsonNode looked() throws IOException, InterruptedException {
        JsonNode answer = view();
        String at = answer.path("at").asText();
        int looks = 0;
        for (int i = 0; looks < LOOKS && i < LOOKS_WAITED_FOR_SECONDS * ASKS_PER_SECOND; i++) {
            pause();
            answer = view();
            String now = answer.path("at").asText();
            looks += now.equals(at) ? 0 : 1;
            at = now;
        }
        if (looks < LOOKS) {
            throw new IOException(
                    "the order was taken, but the daemon has not looked at it in %d s"
                            .formatted(LOOKS_WAITED_FOR_SECONDS));
        }
        return answer;
    }

    JsonNode view() throws IOException, InterruptedException {
        JsonNode answer = new JsonMapper().readTree(daemon.get(OrderDoor.PAGE));
        if (!answer.path("units").isArray()) {
            throw new IOException("the answer has no units: it is of another page");
        }
        return answer;
    }

    /// A unit as the daemon names it: without a namespace it is of `default`.
    static String unit(String text) {
        return UnitId.parse(text).map(UnitId::toString).orElse(text);
    }

    static void pause() throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(1000 / ASKS_PER_SECOND, TimeUnit.MILLISECONDS);
    }
}
