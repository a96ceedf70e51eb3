package io.fairlead.proxy.telemetry.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.WorkloadLabels;
import io.fairlead.proxy.model.MetricChanges;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Limits LIMITS = new Limits(2, 2, IDLE);

    private final RequestMeter one = new RequestMeter(WorkloadLabels.UNKNOWN, LIMITS);
    private final RequestMeter other = new RequestMeter(WorkloadLabels.UNKNOWN, LIMITS);
    private final Scrape scrape = new Scrape(List.of(one, other), "x", LIMITS);
    private long minutes;

    @Test
    void aSeriesThatIsIdleInOneLoopOnlyKeepsItsSum() {
        count(one, 200);
        count(other, 200);
        assertThat(requests(200)).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            minutes += 6;
            count(other, 200);
            assertThat(requests(200)).isEqualTo(3 + i);
        }
    }

    @Test
    void aSeriesThatIsIdleInAllLoopsGoesAndBeginsAnew() {
        count(one, 200);
        count(other, 200);
        assertThat(requests(200)).isEqualTo(2);
        minutes += 10;
        // The scrape that finds it idle shows it a last time.
        assertThat(requests(200)).isEqualTo(2);
        assertThat(requests(200)).isZero();

        count(one, 200);

        assertThat(requests(200)).isEqualTo(1);
    }

    @Test
    void anIdleSeriesMakesRoom() {
        count(one, 200);
        count(one, 201);
        count(one, 404);
        assertThat(requests(404)).isZero();
        assertThat(scrape()).contains("reporter=\"overflow\"");
        minutes += 10;
        assertThat(scrape()).contains("response_code=\"200\"");
        // Now they are gone; what has no room looks for them now and then.
        for (int i = 0; i < 2100; i++) {
            count(one, 404);
        }

        assertThat(requests(404)).isPositive();
        assertThat(requests(200)).isZero();
        assertThat(scrape()).contains("reporter=\"overflow\"");
    }

    private static void count(RequestMeter loop, int code) {
        RequestRecord request = new RequestRecord();
        request.responseCode = code;
        loop.chain(MetricChanges.STANDARD).request(request);
    }

    private String scrape() {
        return scrape.text(Duration.ofMinutes(minutes).toNanos());
    }

    private long requests(int code) {
        return scrape().lines()
                .filter(line -> line.startsWith("istio_requests_total{"))
                .filter(line -> line.contains("response_code=\"" + code + "\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
