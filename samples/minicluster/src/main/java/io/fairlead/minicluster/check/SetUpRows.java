package io.fairlead.minicluster.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Rows 13 and 16: what a machine needs is said before anything starts, and the application's file gives meshed pods.
final class SetUpRows {

    private static final int SECONDS_MAX = 60;

    /// What the course installs, each of which the documentation has to answer.
    private static final List<String> INSTALLED =
            List.of("docker", "kubectl", "minikube", "conntrack", "--vm-driver=none");

    /// Two programs of a cluster can't be run in this view of the machine, where the cluster is to start.
    private static final String WITHOUT =
            """
            for name in ip iptables-restore; do
              mount --bind /dev/null "$(readlink -f "$(command -v $name)")" || exit 9
            done
            exec "$0" cluster up --state "$1"
            """;

    private SetUpRows() {}

    static List<Row> rows() {
        return List.of(
                new Row("13", "what the machine lacks is said", SetUpRows::lacking),
                Row.withKubectl("16", "the application's file gives 2/2", SetUpRows::application));
    }

    private static Outcome lacking(Fleet fleet) throws InterruptedException {
        Path home = fleet.samples().resolve("../..").normalize();
        try {
            String docs = Files.readString(home.resolve("docs/MINICLUSTER.md"));
            List<String> untold =
                    INSTALLED.stream().filter(word -> !docs.contains("`" + word)).toList();
            Fleet.Ran ran = startWithout(home);
            List<String> named =
                    Stream.of("ip", "iptables-restore")
                            .filter(name ->
                                    ran.output().contains("program " + name + " is missing. Fix:"))
                            .toList();
            return Outcome.of(
                    ran.status() != 0 && named.size() == 2 && untold.isEmpty(),
                    named.size() == 2
                            ? "named %s, each with its fix; the documentation has nothing of %s"
                                    .formatted(named, untold)
                            : ran.output(),
                    "ip and iptables-restore; nothing lacking");
        } catch (IOException e) {
            return new Outcome.Failed(e.toString(), "programs named");
        }
    }

    private static Fleet.Ran startWithout(Path home) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("check-lacking");
        Path said = scratch.resolve("said");
        ProcessBuilder builder =
                new ProcessBuilder(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                WITHOUT,
                                home.resolve("fairlead").toString(),
                                scratch.resolve("state").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        builder.environment().put("FAIRLEAD_BUILD", "never");
        Process asked = builder.start();
        try {
            if (!asked.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IOException("fairlead cluster up doesn't end");
            }
            return new Fleet.Ran(asked.exitValue(), Files.readString(said));
        } finally {
            asked.destroyForcibly();
            Files.deleteIfExists(said);
            Files.deleteIfExists(scratch);
        }
    }

    private static Outcome application(Fleet fleet) {
        Fleet.Ran applied = fleet.kubectlApply(InstallRows.application(fleet));
        return applied.status() == 0
                ? KubectlRows.fleetPods(fleet)
                : new Outcome.Failed(applied.output(), "applied");
    }
}
