package io.fairlead.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.meter.RequestRecord;
import io.fairlead.proxy.meter.ResponseFlag;
import io.fairlead.proxy.model.AccessLog.Filter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which requests a log takes.
class LogFilterTest {
    private static boolean takes(Filter filter, int code, ResponseFlag... flags) {
        RequestRecord request = new RequestRecord();
        request.responseCode = code;
        for (ResponseFlag flag : flags) {
            request.flag(flag);
        }
        return LogFilter.of(filter).takes(request);
    }

    @Test
    void eachFilterTakesWhatItSays() {
        Filter noRoute = new Filter.ResponseFlags(Set.of("NR"));
        Filter errors = new Filter.Expression("response.code >= 400");
        assertThat(takes(new Filter.Always(), 200)).isTrue();
        assertThat(takes(noRoute, 404, ResponseFlag.NR)).isTrue();
        assertThat(takes(noRoute, 404)).isFalse();
        assertThat(takes(new Filter.ResponseFlags(Set.of()), 503, ResponseFlag.UF)).isTrue();
        assertThat(takes(errors, 404)).isTrue();
        assertThat(takes(errors, 200)).isFalse();
        assertThat(takes(new Filter.All(List.of(noRoute, errors)), 404, ResponseFlag.NR)).isTrue();
        assertThat(takes(new Filter.All(List.of(noRoute, errors)), 200, ResponseFlag.NR)).isFalse();
    }

    @Test
    void whatCannotBeAskedTakesNothing() {
        assertThat(takes(new Filter.Unknown("a filter of tomorrow"), 200)).isFalse();
        assertThat(takes(new Filter.Expression("request.moon == 'full'"), 200)).isFalse();
    }
}
