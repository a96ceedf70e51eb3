package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/// Called by another name, the program's usage texts have that name.
class OwnNameTest {
    private static final String TYPED = "fairlead [a-z]";

    @TestFactory
    Stream<DynamicTest> everyUsageTextHasTheNameThatWasCalled() {
        CommandLine line = Main.commandLine();
        OwnName.give(line, "istioctl");
        return all(line)
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.getCommandSpec().qualifiedName(),
                                () ->
                                        assertThat(one.getUsageMessage())
                                                .containsPattern("Usage: istioctl\\b")
                                                .doesNotContainPattern(TYPED)));
    }

    @TestFactory
    Stream<DynamicTest> andItsOwnNameElse() {
        return all(Main.commandLine())
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.getCommandSpec().qualifiedName(),
                                () ->
                                        assertThat(one.getUsageMessage())
                                                .containsPattern("Usage: fairlead\\b")
                                                .doesNotContain("istioctl ")));
    }

    private static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line),
                line.getSubcommands().values().stream().distinct().flatMap(OwnNameTest::all));
    }
}
