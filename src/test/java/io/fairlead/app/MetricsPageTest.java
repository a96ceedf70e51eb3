package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.meter.MetricNames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsPageTest {

    @Test
    void thePageNamesWhatTheCodeNames() throws IOException, IllegalAccessException {
        List<String> inCode = new ArrayList<>();
        for (Field field : MetricNames.class.getFields()) {
            inCode.add((String) Objects.requireNonNull(field.get(null)));
        }
        List<String> onPage = new ArrayList<>();
        Matcher row =
                Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                        .matcher(Files.readString(top().resolve("docs/METRICS.md")));
        while (row.find()) {
            onPage.add(row.group(1));
        }

        assertThat(onPage).containsExactlyInAnyOrderElementsOf(inCode);
    }

    private static Path top() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("fairlead"))) {
            at = Objects.requireNonNull(at.getParent());
        }
        return at;
    }
}
