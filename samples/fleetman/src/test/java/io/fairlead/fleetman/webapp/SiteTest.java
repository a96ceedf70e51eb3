package io.fairlead.fleetman.webapp;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.fleetman.http.Body;
import io.fairlead.fleetman.http.Header;
import io.fairlead.fleetman.http.Headers;
import io.fairlead.fleetman.http.Request;
import io.fairlead.fleetman.http.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteTest {

    private static final Path FILES = files();

    private final Site site = new Site(Edition.ORIGINAL);

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL, Fleet Management",
        "EXPERIMENTAL, Fleet Management Istio Premium Enterprise Edition",
    })
    void grepTitleFindsOneLine(Edition edition, String words) {
        String page = new Site(edition).answer(get("/")).body().text();
        assertThat(page.lines().filter(line -> line.contains("title")))
                .containsExactly("  <title>" + words + "</title>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/index.html", "/vehicle/City%20Truck", "/canary", "/experimental"})
    void whatIsNoFileIsThePage(String path) {
        assertThat(site.answer(get(path)).body().text()).startsWith("<!doctype html>");
    }

    @Test
    void aMissingPhotoIsMissing() {
        assertThat(site.answer(get("/photos/drivers/nobody.svg")).status()).isEqualTo(404);
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() {
        Response first = site.answer(get("/js/app.js"));
        String tag = first.headers().first("ETag").orElseThrow();
        Request again =
                new Request(
                        "GET",
                        "/js/app.js",
                        "",
                        new Headers(List.of(new Header("If-None-Match", tag))),
                        Body.EMPTY,
                        "");
        assertThat(first.headers().first("Cache-Control")).contains("no-cache");
        assertThat(site.answer(again).status()).isEqualTo(304);
        assertThat(site.answer(again).body()).isEqualTo(Body.EMPTY);
    }

    @Test
    void everythingMayOnlyComeFromHere() {
        assertThat(site.answer(get("/")).headers().first("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self'")
                .doesNotContain("unsafe");
    }

    @Test
    void theListOfFilesIsComplete() throws IOException {
        try (Stream<Path> walk = Files.walk(FILES)) {
            List<String> present =
                    walk.filter(Files::isRegularFile)
                            .map(file -> FILES.relativize(file).toString())
                            .filter(name -> !name.equals("files.txt"))
                            .sorted()
                            .toList();
            assertThat(Files.readAllLines(FILES.resolve("files.txt"))).isEqualTo(present);
        }
    }

    @Test
    void noFileNamesAnotherHost() throws IOException {
        for (String name : Files.readAllLines(FILES.resolve("files.txt"))) {
            assertThat(Files.readString(FILES.resolve(name)).replace("http://www.w3.org/", ""))
                    .as(name)
                    .doesNotContain("http://", "https://", "//cdn");
        }
    }

    private static Path files() {
        URL list = Objects.requireNonNull(SiteTest.class.getResource("/static/files.txt"));
        return Objects.requireNonNull(Path.of(URI.create(list.toString())).getParent());
    }

    private static Request get(String path) {
        return new Request("GET", path, "", Headers.EMPTY, Body.EMPTY, "");
    }
}
