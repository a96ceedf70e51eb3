package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.cluster.Training;
import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.Preflight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Loads what a start loads and ends, so that a start-up cache can be made from it.
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, GeneralSecurityException, InterruptedException {
        DemoOptions options = DemoOptions.of(DemoCommand.home());
        Preflight.missing(options, List.of());
        Path data = Files.createTempDirectory("fairlead-train");
        try {
            Training.run(data, options.home(), options.fleet());
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return 0;
    }
}
