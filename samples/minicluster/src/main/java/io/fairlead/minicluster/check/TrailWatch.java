package io.fairlead.minicluster.check;

import io.fairlead.minicluster.demo.DemoCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the audit trail of the migration as it grows, where daemons in a cluster keep it.
final class TrailWatch {

    private static final Pattern NUMBER = Pattern.compile("^\\{\"seq\":(\\d{1,18}),");
    private static final String TRAIL = "fairlead-mtls-trail";

    private TrailWatch() {}

    /// Waits for a record.
    ///
    /// @param after number of the last record that doesn't count
    /// @param record a regular expression, found in it
    /// @return status 0 when it came in time
    static DemoCluster.Ran await(DemoCluster demo, long after, String record, Duration limit)
            throws IOException {
        Predicate<String> found = Pattern.compile(record).asPredicate();
        Process kubectl =
                demo.startKubectl(
                        "get",
                        "configmaps",
                        "-n",
                        "istio-system",
                        "--field-selector=metadata.name=" + TRAIL,
                        "--watch",
                        "--request-timeout=0",
                        "-o",
                        "jsonpath={.data.trail}{'\\n'}");
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(kubectl::destroy);
        try (BufferedReader lines = kubectl.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher number = NUMBER.matcher(line);
                if (number.find() && Long.parseLong(number.group(1)) > after && found.test(line)) {
                    return new DemoCluster.Ran(0, line);
                }
            }
            return new DemoCluster.Ran(1, "not in time");
        } finally {
            kubectl.destroy();
        }
    }
}
