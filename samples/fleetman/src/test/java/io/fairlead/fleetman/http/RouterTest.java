package io.fairlead.fleetman.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private final Router router =
            Router.empty()
                    .with("GET", "/vehicles/", (_, _) -> Response.json("all"))
                    .with("POST", "/vehicles/", (_, _) -> Response.json("post"))
                    .with("GET", "/vehicles/{}", (_, v) -> Response.json("one " + v.getFirst()))
                    .with(
                            "GET",
                            "/vehicles/driver/{}",
                            (_, v) -> Response.json("driver " + v.getFirst()));

    @ParameterizedTest
    @CsvSource({
        "GET, /vehicles/, all",
        "GET, /vehicles, all",
        "GET, //vehicles/, all",
        "HEAD, /vehicles/, all",
        "POST, /vehicles/, post",
        "GET, /vehicles/City%20Truck, one City Truck",
        "GET, //vehicles//a+b, one a+b",
        "GET, /vehicles/a%2Fb, one a/b",
        "GET, /vehicles/driver/City%20Truck, driver City Truck",
        "DELETE, /vehicles/, ",
        "GET, /vehicles/driver/a/b, ",
        "GET, /, ",
    })
    void theFirstRouteThatFitsAnswers(String method, String path, String answer) {
        Request request = new Request(method, path, "", Headers.EMPTY, Body.EMPTY, "");
        assertThat(router.answer(request).map(response -> response.body().text()))
                .isEqualTo(Optional.ofNullable(answer));
    }
}
