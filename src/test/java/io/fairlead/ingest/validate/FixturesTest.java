package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Files in `validate/`, named after the verdict; the first line of each is part of what must be said of it.
class FixturesTest {
    private static final String NOTHING = "nothing to say";
    private static final int FIXTURES_MIN = 60;

    @TestFactory
    Stream<DynamicTest> aFileIsJudgedAsItsNameSays() throws Exception {
        return fixtures().stream()
                .map(file ->
                        DynamicTest.dynamicTest(file.getFileName().toString(), () -> judge(file)));
    }

    @Test
    void thereAreEnough() throws Exception {
        assertThat(fixtures()).hasSizeGreaterThan(FIXTURES_MIN);
    }

    private static void judge(Path file) throws IOException {
        String text = Files.readString(file);
        String expected = text.lines().findFirst().orElseThrow().substring(2);
        String name = file.getFileName().toString();
        Decoded decoded = FileCheck.check(name, text, Limits.DEFAULT);
        List<Problem> problems =
                Validation.of(Map.of(new FileName(0, name, false), decoded)).problems();
        if (name.startsWith("valid-")) {
            assertThat(problems).noneMatch(Problem::isError);
        } else {
            assertThat(problems).anyMatch(Problem::isError);
            assertThat(decoded.problems())
                    .filteredOn(Problem::isError)
                    .allMatch(p -> !p.message().isEmpty());
        }
        if (expected.equals(NOTHING)) {
            assertThat(decoded.problems()).isEmpty();
        } else {
            assertThat(problems).map(Problem::text).anyMatch(line -> line.contains(expected));
        }
        assertThat(decoded.problems())
                .filteredOn(Problem::isError)
                .allSatisfy(p -> {
                    assertThat(p.line()).isPositive();
                    assertThat(p.rule()).isNotEmpty();
                    assertThat(p.fix()).isNotEmpty();
                });
    }

    private static List<Path> fixtures() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(FixturesTest.class.getResource("/validate"));
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            return files.sorted().toList();
        }
    }
}
