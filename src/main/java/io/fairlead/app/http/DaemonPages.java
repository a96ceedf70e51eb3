package io.fairlead.app.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.console.Question;
import io.fairlead.console.Reply;
import io.fairlead.migrate.view.OrderDoor;
import io.fairlead.push.ads.DebugPages;
import io.fairlead.push.view.Connection;
import io.fairlead.push.view.ProxyStatus;
import io.fairlead.push.view.SentConfig;
import io.helidon.common.media.type.MediaTypes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What stands below `/debug`: the same for who asks by HTTP as for who asks over xDS.
public final class DaemonPages implements DebugPages {

    static final String FOLDER = "/debug/";
    private static final String LINES = "application/jsonl; charset=utf-8";
    private static final String TEXT = MediaTypes.TEXT_PLAIN.text();
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private static final String CONFIG_DUMP = "config_dump";
    private static final String LIST = "list";
    private static final String TRAIL = OrderDoor.TRAIL.substring(FOLDER.length());
    private static final String WANTED = "proxyID";

    /// The pages, by what stands behind the folder.
    static final Set<String> NAMES =
            Set.of(
                    "certs",
                    CONFIG_DUMP,
                    "edges",
                    "endpointz",
                    LIST,
                    "mtls",
                    TRAIL,
                    "problems",
                    "syncz");

    /// Pages of which a daemon that follows knows a part only.
    private static final Set<String> OF_ALL = Set.of("edges", "mtls", TRAIL);

    private final Sources sources;

    public DaemonPages(Sources sources) {
        this.sources = sources;
    }

    /// What a page says.
    record Said(int status, String type, String body) {
        private static Said of(Reply reply) {
            return new Said(
                    reply.status(), reply.type(), new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public String page(String name) {
        int query = name.indexOf('?');
        return query < 0
                ? said(name, "").body()
                : said(name.substring(0, query), wanted(name.substring(query + 1))).body();
    }

    private static String wanted(String query) {
        String before = WANTED + "=";
        return Arrays.stream(query.split("&", -1))
                .filter(part -> part.startsWith(before))
                .findFirst()
                .map(part -> part.substring(before.length()))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .orElse("");
    }

    /// What all daemons hear the leader says, where another one leads and answers.
    ///
    /// @param proxy that is asked for; empty when none is
    Said said(String name, String proxy) {
        return OF_ALL.contains(name)
                ? sources.leader()
                        .ask(Elsewhere.PAGES, new Question(name, Map.of()))
                        .map(Said::of)
                        .orElseGet(() -> own(name, proxy))
                : own(name, proxy);
    }

    private Said own(String name, String proxy) {
        return switch (name) {
            case "syncz" ->
                    json(
                            ProxyStatus.all(sources.connections()).stream()
                                    .map(StatusJson::of)
                                    .toList());
            case "problems" ->
                    json(sources.problems().get().stream().map(ProblemJson::of).toList());
            case "endpointz" -> json(EndpointJson.all(sources.snapshot().get()));
            case "certs" ->
                    sources.certificates()
                            .get()
                            .map(view -> json(CertsJson.of(view)))
                            .orElseGet(() ->
                                    new Said(
                                            NOT_FOUND,
                                            TEXT,
                                            "there is no certificate authority;"
                                                    + " fix: --ca-dir\n"));
            case "edges" -> json(sources.graph().get());
            case "mtls" -> json(sources.migration().view().get());
            case CONFIG_DUMP -> configDump(proxy);
            case LIST -> json(list());
            default -> name.equals(TRAIL) ? trail() : new Said(NOT_FOUND, TEXT, UNKNOWN + "\n");
        };
    }

    private Said trail() {
        return new Said(
                OK,
                LINES,
                sources.migration().trail().get().stream()
                        .map(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    private static List<String> list() {
        Set<String> names = new TreeSet<>(NAMES);
        names.remove(LIST);
        return names.stream()
                .map(name -> name.equals(CONFIG_DUMP) ? name + "?proxyID=POD.NAMESPACE" : name)
                .map(FOLDER::concat)
                .toList();
    }

    private Said configDump(String wanted) {
        if (wanted.isEmpty()) {
            return new Said(BAD_REQUEST, TEXT, "You must provide a proxyID in the query string\n");
        }
        Optional<Connection> found =
                sources.connections().all().stream()
                        .filter(c -> c.proxy().id().equals(wanted))
                        .reduce((first, second) -> second);
        return found.map(connection ->
                        new Said(
                                OK,
                                MediaTypes.APPLICATION_JSON.text(),
                                SentConfig.json(SentConfig.of(connection)) + "\n"))
                .orElseGet(
                        () -> new Said(NOT_FOUND, TEXT, "%s: %s%n".formatted(wanted, ELSEWHERE)));
    }

    private static Said json(Object value) {
        try {
            return new Said(
                    OK,
                    MediaTypes.APPLICATION_JSON.text(),
                    Json.MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    /// Loaded with the first question.
    private static final class Json {
        private static final ObjectMapper MAPPER =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }
}
