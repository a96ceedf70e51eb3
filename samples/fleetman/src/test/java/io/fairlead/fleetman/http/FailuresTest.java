package io.fairlead.fleetman.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void aFailureLooksAsTheCourseShowsIt() {
        Response response =
                Failures.response(
                        "2021-06-04T03:04:58.429+0000",
                        500,
                        "status 502 reading RemoteStaffMicroserviceCalls#getDriverFor(String)",
                        "//vehicles/driver/City%20Truck");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.body().text())
                .isEqualTo(
                        """
                        {"timestamp":"2021-06-04T03:04:58.429+0000","status":500,\
                        "error":"Internal Server Error","message":"status 502 reading \
                        RemoteStaffMicroserviceCalls#getDriverFor(String)",\
                        "path":"//vehicles/driver/City%20Truck"}\
                        """);
    }
}
