package io.fairlead.minicluster.streaming;

import io.fairlead.minicluster.kubelet.ContainerAccess;
import io.fairlead.minicluster.kubelet.ContainerState;
import io.fairlead.minicluster.kubelet.ExecProcess;
import io.fairlead.minicluster.kubelet.LogOptions;
import io.fairlead.minicluster.streaming.Refused.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the API server asks for.
///
/// @param what first part of the path
/// @param container empty for the pod as a whole
/// @param headers by names in small letters
record StreamRequest(
        String what,
        String namespace,
        String pod,
        String container,
        Map<String, List<String>> query,
        Map<String, String> headers) {

    static StreamRequest of(
            String path, Map<String, List<String>> query, Map<String, String> headers)
            throws Refused {
        String[] parts = path.split("/", -1);
        int length = parts.length;
        boolean fits =
                (length == 5 && (parts[1].equals("exec") || parts[1].equals("containerLogs")))
                        || (length == 4 && parts[1].equals("portForward"));
        if (!fits) {
            throw new Refused(Reason.NOT_FOUND, "no such path");
        }
        return new StreamRequest(
                parts[1], parts[2], parts[3], length == 5 ? parts[4] : "", query, headers);
    }

    private String parameter(String name) {
        return query.getOrDefault(name, List.of("")).getFirst();
    }

    boolean flag(String name) {
        return parameter(name).equals("true") || parameter(name).equals("1");
    }

    private long number(String name) throws Refused {
        String text = parameter(name);
        if (!text.matches("\\d{0,15}")) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "%s: \"%s\" must be a number, zero or more".formatted(name, text));
        }
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    LogOptions logOptions() throws Refused {
        String since = parameter("sinceTime");
        try {
            return new LogOptions(
                    since.isEmpty() ? Instant.MIN : Instant.parse(since),
                    number("tailLines"),
                    number("limitBytes"),
                    flag("timestamps"),
                    flag("follow"));
        } catch (DateTimeParseException wrong) {
            throw new Refused(
                    Reason.BAD_REQUEST,
                    "sinceTime: \"%s\" must be a time like 2026-01-02T15:04:05Z".formatted(since));
        }
    }

    /// Why a container has no log that could be shown.
    Refused noLog(ContainerAccess container, boolean previous) {
        if (previous) {
            return new Refused(
                    Reason.BAD_REQUEST,
                    "previous terminated container \"%s\" in pod \"%s\" not found"
                            .formatted(this.container, pod));
        }
        String why =
                container.state() instanceof ContainerState.Waiting(String reason, _)
                        ? reason
                        : "it hasn't begun";
        return new Refused(
                Reason.BAD_REQUEST,
                "container \"%s\" in pod \"%s\" is waiting to start: %s"
                        .formatted(this.container, pod, why));
    }

    ExecProcess.Wanted command() throws Refused {
        List<String> words = query.getOrDefault("command", List.of());
        if (words.isEmpty()) {
            throw new Refused(Reason.BAD_REQUEST, "you must specify at least 1 command");
        }
        return new ExecProcess.Wanted(words, flag("input"), flag("tty"));
    }

    boolean webSocket() {
        return header("upgrade").toLowerCase(Locale.ROOT).equals("websocket");
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// The first that client and server know both.
    ///
    /// @param header which lists what the client knows
    /// @param known what the server likes best first
    Optional<String> agreed(String header, List<String> known) {
        List<String> offered = Arrays.stream(header(header).split(",")).map(String::strip).toList();
        return known.stream().filter(offered::contains).findFirst();
    }
}
