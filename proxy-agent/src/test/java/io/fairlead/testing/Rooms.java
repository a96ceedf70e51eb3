package io.fairlead.testing;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;

/// Holds the classes of a module against its floor plan: packages are rooms, and a room sees only what its doors name.
///
/// A door is a room (`model`), a subroom (`ingest.decode`) or `*.view` for the read-only records of every room. A room
/// always sees itself. The plan is a table in the module's `RoomsTest`; one line there is one arrow of the picture in
/// docs/ARCHITECTURE.md.
///
/// @param root the module's root package, for example `io.fairlead.proxy`
/// @param doors each room with the doors that it may look through; a room without a line here is a failure
/// @param classes the module's production classes
public record Rooms(String root, Map<String, Set<String>> doors, JavaClasses classes) {

    /// What a pure room may not touch: no files, sockets, threads, loggers or frameworks.
    public static final List<String> IMPURE =
            List.of(
                    "java.nio.file.",
                    "java.nio.channels.",
                    "java.util.concurrent.",
                    "org.slf4j.",
                    "io.grpc.",
                    "io.netty.");

    private static final Set<String> CLOCKS =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis");

    public Rooms {
        doors = Map.copyOf(doors);
    }

    /// One test for each room: it looks only through its doors.
    public Stream<DynamicTest> tests() {
        return doors.keySet().stream()
                .sorted()
                .map(room ->
                        DynamicTest.dynamicTest(
                                room, () -> assertThat(closedDoorsOf(room)).isEmpty()));
    }

    /// Every class lives in a room of the plan, and every package is marked for null.
    public void assertEveryClassIsInARoom() {
        assertThat(
                        classes.stream()
                                .filter(c -> !doors.containsKey(roomOf(c).orElse("")))
                                .map(JavaClass::getName))
                .as("classes outside the rooms of the plan")
                .isEmpty();
        assertThat(
                        classes.stream()
                                .filter(c -> !c.getSimpleName().equals("package-info"))
                                .filter(c -> !c.getPackage().isAnnotatedWith(NullMarked.class))
                                .map(c -> c.getPackageName())
                                .distinct())
                .as("packages without a @NullMarked door sign")
                .isEmpty();
    }

    /// No two rooms see each other, not even by a detour; nor do two subrooms of one room.
    public void assertNoCycles() {
        slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    /// Time is read in room `clock` only, so that everything else can be replayed.
    public void assertOnlyTheClockRoomReadsTime() {
        assertThat(
                        classes.stream()
                                .filter(c -> !roomOf(c).orElse("").equals("clock"))
                                .flatMap(c -> c.getMethodCallsFromSelf().stream())
                                .filter(call ->
                                        readsTime(
                                                call.getTargetOwner().getFullName()
                                                        + "."
                                                        + call.getName()))
                                .map(call -> call.getDescription()))
                .as("reads of time or sleeps outside room clock")
                .isEmpty();
    }

    /// The packages named (below the root) touch nothing impure.
    ///
    /// @param pure packages below the root, for example `translate` or `http.route`
    public void assertPure(Set<String> pure) {
        assertThat(
                        classes.stream()
                                .filter(c ->
                                        pure.stream()
                                                .anyMatch(p ->
                                                        inside(c.getPackageName(), root + "." + p)))
                                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                                .filter(d ->
                                        IMPURE.stream()
                                                .anyMatch(d.getTargetClass().getName()::startsWith))
                                .map(Dependency::getDescription))
                .as("impure dependencies of pure rooms")
                .isEmpty();
    }

    /// A library is known only behind the doors named.
    ///
    /// @param library package prefix of the library, for example `io.grpc.`
    /// @param allowed packages below the root that may use it
    public void assertLibraryOnlyIn(String library, Set<String> allowed) {
        assertThat(
                        classes.stream()
                                .filter(c ->
                                        allowed.stream()
                                                .noneMatch(p ->
                                                        inside(c.getPackageName(), root + "." + p)))
                                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                                .filter(d -> d.getTargetClass().getName().startsWith(library))
                                .map(Dependency::getDescription))
                .as("uses of %s outside %s", library, allowed)
                .isEmpty();
    }

    private List<String> closedDoorsOf(String room) {
        return classes.stream()
                .filter(c -> roomOf(c).orElse("").equals(room))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> roomOf(d.getTargetClass()).isPresent())
                .filter(d -> !mayEnter(room, d.getTargetClass().getPackageName()))
                .map(Dependency::getDescription)
                .toList();
    }

    private boolean mayEnter(String room, String targetPackage) {
        if (inside(targetPackage, root + "." + room)) {
            return true;
        }
        return doors.getOrDefault(room, Set.of()).stream()
                .anyMatch(door ->
                        door.equals("*.view")
                                ? targetPackage.endsWith(".view")
                                : inside(targetPackage, root + "." + door));
    }

    private Optional<String> roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(root + ".")) {
            return Optional.empty();
        }
        String below = name.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return Optional.of(dot < 0 ? below : below.substring(0, dot));
    }

    private static boolean inside(String name, String room) {
        return name.equals(room) || name.startsWith(room + ".");
    }

    private static boolean readsTime(String call) {
        return CLOCKS.contains(call)
                || call.equals("java.lang.Thread.sleep")
                || (call.startsWith("java.time.") && call.endsWith(".now"));
    }
}
