package io.fairlead.minicluster.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Small questions about configuration that several rows ask.
final class Configuration {

    private Configuration() {}

    /// Whether a sidecar's dump of its configuration contains this text.
    static boolean routes(Fleet fleet, String workload, String text) {
        return fleet.admin(workload, "/config_dump").contains(text);
    }

    /// Status of a request that curl makes inside a pod of the workload.
    ///
    /// @param headers each as `name: value`
    /// @return 0 when curl got no answer
    static int status(Fleet fleet, String workload, String url, String... headers) {
        Fleet.Ran ran =
                curl(
                        fleet,
                        workload,
                        List.of("-o", "/dev/null", "-w", "%{http_code}"),
                        url,
                        headers);
        return ran.output().matches("\\d{3}") ? Integer.parseInt(ran.output()) : 0;
    }

    /// Body of the answer to a request that curl makes inside a pod of the workload.
    static String body(Fleet fleet, String workload, String url, String... headers) {
        return curl(fleet, workload, List.of(), url, headers).output();
    }

    private static Fleet.Ran curl(
            Fleet fleet, String workload, List<String> options, String url, String... headers) {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--max-time", "10"));
        command.addAll(options);
        for (String header : headers) {
            command.add("-H");
            command.add(header);
        }
        command.add(url);
        return fleet.exec(workload, command.toArray(String[]::new));
    }

    /// `0.31 s`
    static String seconds(Duration time) {
        return "%.2f s".formatted(time.toMillis() / 1000.0);
    }
}
