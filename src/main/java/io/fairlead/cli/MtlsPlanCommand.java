package io.fairlead.cli;

import io.fairlead.ingest.decode.Decoded;
import io.fairlead.ingest.validate.FileSet;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.migrate.decide.facts.Inventory;
import io.fairlead.migrate.decide.facts.Known;
import io.fairlead.model.config.Problem;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.model.snapshot.MeshStep;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `fairlead mtls plan DIR`: which ports there are, and what the configuration says against STRICT.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = MtlsPlanCommand.USAGE,
        description = {
            "Lists the ports of all workloads with their mode, and what the configuration says against STRICT.",
            "It knows no traffic: who speaks clear text to a port is not among it."
        },
        footer = {
            "",
            "Exit status: 0 every port is STRICT, 1 files with errors, 2 something blocks,",
            "3 nothing blocks and something is not STRICT yet, 64 wrong use.",
            "Example: fairlead mtls plan my-config/ cluster-objects/"
        })
public final class MtlsPlanCommand implements Callable<Integer> {
    static final int USAGE = 64;

    private static final int ERRORS = 1;
    private static final int BLOCKED = 2;
    private static final int IN_PROGRESS = 3;

    @CommandLine.Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description =
                    "Directories (read recursively) or files, with the objects of the cluster.")
    private List<Path> paths;

    /// For picocli, which sets the fields.
    @SuppressWarnings("NullAway.Init")
    public MtlsPlanCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Path> absent = ConfigFiles.absent(paths);
        if (absent.isPresent()) {
            err.println("fairlead mtls plan: " + absent.get() + ": no such file or directory");
            err.flush();
            return USAGE;
        }
        Map<FileName, Decoded> read = ConfigFiles.read(paths);
        List<Problem> errors =
                read.values().stream()
                        .flatMap(file -> file.problems().stream())
                        .filter(Problem::isError)
                        .toList();
        errors.forEach(problem -> err.println(problem.text()));
        err.flush();
        FileSet set = FileSet.EMPTY.with(read);
        MeshSnapshot mesh =
                MeshStep.from(MeshSnapshot.EMPTY, set.changesSince(FileSet.EMPTY)).snapshot();
        int status = print(Inventory.of(mesh), out);
        out.flush();
        return errors.isEmpty() ? status : ERRORS;
    }

    private static int print(List<Known> units, PrintWriter out) {
        units.forEach(unit -> line(unit, out));
        long strict = units.stream().filter(Known::isStrict).count();
        long blocked = units.stream().filter(MtlsPlanCommand::isBlocked).count();
        out.println(
                "%d ports: %d STRICT, %d blocked by configuration, %d free to be observed"
                        .formatted(units.size(), strict, blocked, units.size() - strict - blocked));
        if (blocked > 0) {
            return BLOCKED;
        }
        return strict == units.size() ? 0 : IN_PROGRESS;
    }

    /// A port that is STRICT has nothing left to block.
    private static boolean isBlocked(Known unit) {
        return !unit.isStrict()
                && !(unit.statics().isEmpty()
                        && unit.unobservable().isEmpty()
                        && unit.trouble().isEmpty());
    }

    private static void line(Known unit, PrintWriter out) {
        if (unit.isStrict()) {
            out.println(
                    "STRICT %s%s"
                            .formatted(unit.id(), unit.byPerson() ? "  by a person's object" : ""));
            return;
        }
        if (!unit.unobservable().isEmpty()) {
            out.println(
                    "UNOBSERVABLE %s  <- %s  fix: let the sidecar have the port, or exempt it"
                            .formatted(unit.id(), unit.unobservable()));
        }
        if (!unit.trouble().isEmpty()) {
            out.println(
                    "HELD %s  <- %s  fix: remove it, or write PERMISSIVE there"
                            .formatted(unit.id(), unit.trouble()));
        }
        unit.statics().forEach(blocker -> out.println(blocker.line()));
        if (!isBlocked(unit)) {
            out.println("%s %s".formatted(unit.mode(), unit.id()));
        }
    }
}
