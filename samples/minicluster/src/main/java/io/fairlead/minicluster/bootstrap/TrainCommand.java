package io.fairlead.minicluster.bootstrap;

import io.fairlead.minicluster.demo.DemoOptions;
import io.fairlead.minicluster.demo.Preflight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Loads what a start loads and ends, so that a start-up cache can be made from it.
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        Preflight.missing(DemoOptions.of(Path.of("")), List.of());
        return 0;
    }
}
