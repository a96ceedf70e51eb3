package io.fairlead.minicluster.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The running demo as a person sees it: by HTTP from outside, by commands in pods, by logs and by files of YAML.
public interface Fleet {

    /// NodePort of the fleet's page.
    int PAGE = 30_080;

    /// Asks the fleet's page from outside the cluster, on the address that the demo printed.
    ///
    /// @param path with the leading slash, as on the wire
    /// @param headers names and values in turn
    Answer get(String path, String... headers);

    /// The same, kept open for a stream of messages: the first WebSocket text messages that arrive.
    ///
    /// @return at most `count` messages, fewer when `limit` is over first
    default List<String> webSocket(String path, int count, Duration limit) {
        return webSocket(PAGE, path, messages -> messages.size() >= count, limit);
    }

    /// The same on another NodePort, until they are enough.
    ///
    /// @param limit of the time between two messages
    List<String> webSocket(
            int nodePort, String path, Predicate<List<String>> enough, Duration limit);

    /// Runs a command in a pod of the workload as its application's user.
    ///
    /// @param workload Deployment or pod, `NAMESPACE/NAME` or `NAME` in namespace default
    Ran exec(String workload, String... command);

    /// Runs a command as root in a pod's network, for looking at its packet rules.
    Ran execAsRoot(String workload, String... command);

    /// Runs a command as root on the cluster's node, for looking at its bridge.
    Ran execOnNode(String... command);

    /// Runs the real kubectl as the cluster's administrator.
    Ran kubectl(String... words);

    /// `kubectl apply -f` of this text.
    ///
    /// @param flags more of them
    Ran kubectlApply(String yaml, String... flags);

    /// File that leads to the API server as the cluster's administrator.
    Path kubeconfig();

    /// The directory `samples/fleetman`.
    Path samples();

    /// A page of the sidecar's admin port.
    String admin(String workload, String path);

    /// A page of the daemon's monitoring port, for example `/debug/syncz`.
    String daemon(String path);

    /// A page or an answer of the daemon's console, for example `/jaeger/api/services`; empty when there was none.
    String console(String path);

    /// Lines that a container of the workload's pods has written so far.
    List<String> log(String workload, String container);

    /// Writes a file of YAML into the demo's configuration directory, atomically.
    void apply(String file, String yaml);

    /// Removes a file that {@link #apply} wrote.
    void withdraw(String file);

    /// The text of a file below `samples/fleetman`.
    String sample(String path);

    /// Names of the running pods of a workload that are ready.
    List<String> pods(String workload);

    /// Address of a pod of the workload, empty where there is none.
    String address(String workload);

    /// Names of all workloads of which a ready pod has a sidecar.
    List<String> meshed();

    /// Sends a signal to the process of a container, from the cluster's side.
    void kill(String workload, String container, String signal);

    /// Kills the daemon, from the cluster's side, as soon as its audit trail has a record like this.
    ///
    /// @param after number of the last record that doesn't count
    /// @param record a regular expression, found in it
    /// @return false when there was none in time
    boolean killDaemonAt(long after, String record, Duration limit);

    /// Path of a program of this machine, empty where it is not installed.
    String program(String name);

    /// A request id that nobody has used.
    String freshId();

    /// A monotonic clock.
    long nanoTime();

    /// Waits for a condition that costs little to look at.
    ///
    /// @return how long it took, or empty when `limit` was over first
    default Optional<Duration> await(Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        return await(limit, Duration.ofMillis(5), condition);
    }

    /// Waits for a condition, and looks at it at once and then after each `pause`.
    ///
    /// @return how long it took, or empty when `limit` was over first
    Optional<Duration> await(Duration limit, Duration pause, BooleanSupplier condition)
            throws InterruptedException;

    /// Runs a step and tells how long it took.
    Duration timed(Runnable step);

    /// Waits for this long.
    void pause(Duration time) throws InterruptedException;

    /// Resident memory of everything that the demo runs, in bytes: now, and the highest value seen.
    Memory memory();

    /// How many threads want each processor of this machine, over the last minute; 1 where all are just busy.
    double load();

    /// Starts asking `path` in the background every `gap`; {@link Watch#stop} tells how many answers were not 200.
    Watch watch(String path, Duration gap);

    /// Starts asking the fleet's page in the background from outside at an even pace, each time on a connection of its
    /// own, and never again.
    Watch load(String path, int perSecond);

    /// Starts asking `url` in the background from a pod of the workload, evenly spaced, over connections that are kept;
    /// {@link Watch#stop} waits for the end.
    ///
    /// @param perSecond requests a second
    /// @param length how long
    Watch watchFrom(String workload, String url, int perSecond, Duration length);

    /// An answer of the fleet; status 0 when there was none, then the body says why.
    record Answer(int status, String body) {}

    /// What a command printed (both streams), and its exit status.
    record Ran(int status, String output) {}

    /// Resident bytes.
    record Memory(long now, long peak) {}

    /// A loop of requests in the background.
    interface Watch {
        /// Stops the loop.
        Seen stop() throws InterruptedException;
    }

    /// What a loop saw.
    ///
    /// @param asked requests that got an answer or failed
    /// @param failed those whose status was not 200
    /// @param which which failed and how, as `, 503 as number 17 …`; empty when none did
    record Seen(int asked, int failed, String which) {

        /// What one loop saw whose requests were answered in this order.
        ///
        /// @param statuses HTTP status of each request; `000` when there was no answer
        static Seen of(List<String> statuses) {
            List<Integer> failed =
                    IntStream.range(0, statuses.size())
                            .filter(at -> !statuses.get(at).equals("200"))
                            .boxed()
                            .toList();
            String which =
                    failed.isEmpty()
                            ? ""
                            : ", %s to %s"
                                    .formatted(
                                            place(statuses, failed.getFirst()),
                                            place(statuses, failed.getLast()));
            return new Seen(statuses.size(), failed.size(), which);
        }

        private static String place(List<String> statuses, int at) {
            return statuses.get(at) + " as number " + (at + 1);
        }

        /// With no failure among n requests, the failure rate is at most 3/n (95 %).
        public String bound() {
            return failed > 0 || asked == 0
                    ? "%d of %d failed%s".formatted(failed, asked, which)
                    : "0 failed of %d (at most %.4f)".formatted(asked, 3.0 / asked);
        }
    }
}
