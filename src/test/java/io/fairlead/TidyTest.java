package io.fairlead;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The house style as far as a program can check it: reads the sources of all modules and prints `path:line: what, use what`.
/// The reasons stand in docs/STYLE.md.
class TidyTest {

    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;
    private static final int LINE_COLUMNS_MAX = 120;
    private static final int PARAMETERS_MAX = 5;

    /// Streams of pods and Jobs are 4,200 lines of it, DaemonSets with their history 600, owners of fields and rules
    /// in CEL 1,500, what Kubernetes adds to CEL 830, memory limits and networks of several nodes 800, what a real API
    /// server showed to be wrong 260. 12,000 were the aim.
    private static final int MINICLUSTER_LINES_MAX = 32_130;

    private static final Path TOP = top();
    private static final List<Path> MODULES =
            Stream.of(
                            "proxy-agent/src",
                            "src",
                            "samples/fleetman/src",
                            "samples/minicluster/src",
                            "perf/src")
                    .map(TOP::resolve)
                    .toList();

    /// What is banned in production code, with what to use instead.
    private static final Map<Pattern, String> BANNED =
            Map.of(
                    Pattern.compile("Thread\\.sleep\\("),
                            "a wait that news can end: poll of a queue, or await of a latch",
                    Pattern.compile("new Random\\("), "a RandomGenerator that is handed in",
                    Pattern.compile("\\bsynchronized\\b"), "a single-writer loop",
                    Pattern.compile("[(,]\\s*Optional<[^>]*>\\s+\\w+\\s*[,)]"),
                            "an overload or @Nullable",
                    Pattern.compile("\\b(FIXME|TODO|XXX)\\b"), "an issue, or do it now",
                    Pattern.compile("\\.printStackTrace\\(\\)"), "the logger, or throw",
                    Pattern.compile("Map<String, ?Object>"), "a record");

    @Test
    void filesMethodsAndLinesAreSmall() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : javaFiles("main")) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > FILE_LINES_MAX) {
                found.add(
                        "%s:1: %d lines, at most %d"
                                .formatted(name(file), lines.size(), FILE_LINES_MAX));
            }
            IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).length() > LINE_COLUMNS_MAX)
                    .forEach(i ->
                            found.add(
                                    "%s:%d: line of %d columns"
                                            .formatted(name(file), i + 1, lines.get(i).length())));
        }
        found.addAll(methodsThat("main"));
        assertThat(found).isEmpty();
    }

    @Test
    void noBannedWordIsUsed() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : javaFiles("main")) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.strip().startsWith("//") || line.strip().startsWith("*")) {
                    continue;
                }
                for (Map.Entry<Pattern, String> ban : BANNED.entrySet()) {
                    Matcher matcher = ban.getKey().matcher(line);
                    if (matcher.find() && !isClockRoom(file)) {
                        found.add(
                                "%s:%d: %s is banned, use %s"
                                        .formatted(
                                                name(file),
                                                i + 1,
                                                matcher.group(),
                                                ban.getValue()));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageHasADoorSign() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path dir : javaFiles("main").stream().map(Path::getParent).distinct().toList()) {
            Path sign = dir.resolve("package-info.java");
            if (!Files.exists(sign)) {
                found.add(name(dir) + ": no package-info.java");
            } else if (!Files.readString(sign).contains("{@link")
                    && !Files.readString(sign).contains("[")) {
                found.add(name(sign) + ": names no class to start reading at");
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyFixtureIsUsed() throws IOException {
        Path golden = TOP.resolve("src/test/resources/golden");
        StringBuilder tests = new StringBuilder();
        for (Path file : javaFiles("test")) {
            tests.append(Files.readString(file));
        }
        try (Stream<Path> rooms =
                Files.exists(golden) ? Files.list(golden) : Stream.<Path>empty()) {
            assertThat(
                            rooms.map(room -> "golden/" + room.getFileName())
                                    .filter(room -> !tests.toString().contains(room)))
                    .as("folders of goldens that no test reads")
                    .isEmpty();
        }
    }

    @Test
    void documentsHaveOneTitleAndTheirLinksResolve() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path document : files(TOP, path -> path.toString().endsWith(".md"))) {
            String text = Files.readString(document).replaceAll("(?s)```.*?```", "");
            long titles = text.lines().filter(line -> line.startsWith("# ")).count();
            if (titles != 1) {
                found.add("%s: %d titles, not 1".formatted(name(document), titles));
            }
            Matcher link = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)").matcher(text);
            while (link.find()) {
                if (!Files.exists(directoryOf(document).resolve(link.group(1)))) {
                    found.add(
                            "%s: link to %s leads nowhere"
                                    .formatted(name(document), link.group(1)));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void classesNamedInTheArchitectureExist() throws IOException {
        Set<String> classes =
                javaFiles("main").stream()
                        .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
                        .collect(Collectors.toSet());
        Matcher named =
                Pattern.compile("`([A-Z][a-z]+[A-Za-z0-9]*)`")
                        .matcher(Files.readString(TOP.resolve("docs/ARCHITECTURE.md")));
        assertThat(named.results().map(result -> result.group(1)).distinct())
                .as("class names in docs/ARCHITECTURE.md")
                .filteredOn(name -> !classes.contains(name) && !name.endsWith("Test"))
                .isEmpty();
    }

    @Test
    void metricsOnTheirPageAreRecorded() throws IOException {
        Path names = TOP.resolve("src/main/java/io/fairlead/meter/MetricNames.java");
        Map<String, String> constants = new TreeMap<>();
        Matcher constant =
                Pattern.compile("String (\\w+) =\\s+\"(\\w+)\"").matcher(Files.readString(names));
        while (constant.find()) {
            constants.put(constant.group(2), constant.group(1));
        }
        StringBuilder others = new StringBuilder();
        for (Path file : javaFiles("main")) {
            others.append(file.equals(names) ? "" : Files.readString(file));
        }
        Matcher row =
                Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                        .matcher(Files.readString(TOP.resolve("docs/METRICS.md")));
        List<String> onPage = row.results().map(result -> result.group(1)).toList();

        assertThat(onPage).containsExactlyInAnyOrderElementsOf(constants.keySet());
        assertThat(onPage)
                .as("names in docs/METRICS.md that no code records")
                .filteredOn(name ->
                        !Pattern.compile("MetricNames\\." + constants.get(name) + "\\b")
                                .matcher(others)
                                .find())
                .isEmpty();
    }

    /// The rows that are asked of it grow with what is promised, and don't count.
    @Test
    void theMiniclusterStaysSmall() throws IOException {
        long lines = 0;
        for (Path file :
                files(
                        TOP.resolve("samples/minicluster/src/main"),
                        p -> p.toString().endsWith(".java") && !p.toString().contains("/check/"))) {
            lines += Files.readAllLines(file).size();
        }
        assertThat(lines).as("lines of the minicluster").isLessThan(MINICLUSTER_LINES_MAX);
    }

    private static List<String> methodsThat(String tree) throws IOException {
        List<String> found = new ArrayList<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(javaFiles(tree)));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodSizes(unit, positions, found).scan(unit, null);
            }
        }
        return found;
    }

    private static final class MethodSizes extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodSizes(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            long from = lineOf(positions.getStartPosition(unit, method));
            long lines = lineOf(positions.getEndPosition(unit, method)) - from + 1;
            String where =
                    name(Path.of(unit.getSourceFile().toUri()))
                            + ":"
                            + from
                            + ": "
                            + method.getName();
            if (lines > METHOD_LINES_MAX) {
                found.add("%s has %d lines, at most %d".formatted(where, lines, METHOD_LINES_MAX));
            }
            boolean constructor = method.getReturnType() == null;
            if (!constructor
                    && !overrides(method)
                    && method.getParameters().size() > PARAMETERS_MAX) {
                found.add(
                        "%s has %d parameters, at most %d; make a record"
                                .formatted(where, method.getParameters().size(), PARAMETERS_MAX));
            }
            return super.visitMethod(method, null);
        }

        /// Whoever overrides a library's method takes its parameters as they are.
        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        private long lineOf(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    private static List<Path> javaFiles(String tree) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path module : MODULES) {
            Path root = module.resolve(tree).resolve("java");
            if (Files.exists(root)) {
                found.addAll(files(root, path -> path.toString().endsWith(".java")));
            }
        }
        return found;
    }

    private static List<Path> files(Path root, Predicate<Path> wanted) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path ->
                            !path.toString().matches(".*/(target|\\.git|\\.fast|node_modules)/.*"))
                    .filter(Files::isRegularFile)
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isClockRoom(Path file) {
        return directoryOf(file).endsWith("clock");
    }

    private static String name(Path path) {
        return TOP.relativize(path).toString();
    }

    private static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private static Path top() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("fairlead"))) {
            at = Objects.requireNonNull(at.getParent(), "the tests run inside a checkout");
        }
        return at;
    }
}
