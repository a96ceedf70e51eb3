package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.capture.BadCapture;
import io.fairlead.proxy.capture.CaptureFlags;
import io.fairlead.proxy.capture.CaptureRules;
import io.fairlead.proxy.capture.CaptureSettings;
import io.fairlead.proxy.capture.InstalledJumps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `istio-iptables`: sets, tries out, takes away, or with `--dry-run` only prints, what packet rules the flags of a pod
/// made for Istio mean. Pods of our own injector give the rules to `iptables-restore` themselves.
final class CaptureCommand {
    private static final int USAGE = 64;
    private static final int FAILED = 1;

    /// By which Istio's repair of pods knows what is wrong.
    private static final int INVALID = 126;

    private static final List<String> BATCH = List.of("ip", "-batch", "-");
    private static final long SECONDS_MAX = 30;

    private CaptureCommand() {}

    static int run(List<String> arguments) throws InterruptedException {
        try {
            CaptureSettings settings = CaptureFlags.parse(arguments, System.getenv());
            CaptureRules rules = CaptureRules.of(settings);
            CaptureFlags.Steps steps = CaptureFlags.steps(arguments);
            if (steps.cleanup()) {
                cleanup(steps.dryRun());
                return 0;
            }
            if (steps.dryRun()) {
                print(rules);
                return 0;
            }
            if (!steps.skip()) {
                restore("iptables", rules.ipv4());
                restore("ip6tables", rules.ipv6());
                run(BATCH, rules.routes());
            }
            return steps.validate() ? validated(steps) : 0;
        } catch (BadCapture e) {
            System.err.println("istio-iptables: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println("istio-iptables: " + e.getMessage());
            return FAILED;
        }
    }

    private static int validated(CaptureFlags.Steps steps)
            throws IOException, InterruptedException {
        if (CaptureCheck.passes(steps.probePort(), steps.probeMax())) {
            return 0;
        }
        System.err.printf(
                "istio-iptables: a connection to port %d, where nobody listens, didn't arrive at the proxy's ports"
                        + " within %d ms: the pod's packet rules aren't there, or this isn't the proxy's user (-u);"
                        + " fix: make the pod anew once its node sets the rules%n",
                steps.probePort(), steps.probeMax().toMillis());
        return INVALID;
    }

    private static void cleanup(boolean dryRun) throws IOException, InterruptedException {
        for (String program : List.of("iptables", "ip6tables")) {
            String rules = InstalledJumps.cleanup(said(List.of(program + "-save")));
            if (dryRun) {
                System.out.print("# %s-restore --noflush\n%s".formatted(program, rules));
            } else {
                run(List.of(program + "-restore", "--noflush"), rules);
            }
        }
        if (said(List.of("ip", "rule")).contains(CaptureRules.ROUTED)) {
            if (dryRun) {
                System.out.print("# ip -batch\n" + CaptureRules.NO_ROUTES);
            } else {
                run(BATCH, CaptureRules.NO_ROUTES);
            }
        }
        System.out.flush();
    }

    private static void print(CaptureRules rules) {
        System.out.print("# iptables-restore --noflush\n" + rules.ipv4());
        if (!rules.ipv6().isEmpty()) {
            System.out.print("# ip6tables-restore --noflush\n" + rules.ipv6());
        }
        if (!rules.routes().isEmpty()) {
            System.out.print("# ip -batch\n" + rules.routes());
        }
        System.out.flush();
    }

    /// Whoever runs it again, as an init container that is started anew does, finds the same rules.
    private static void restore(String program, String rules)
            throws IOException, InterruptedException {
        if (!rules.isEmpty()) {
            String saved = said(List.of(program + "-save"));
            run(List.of(program + "-restore", "--noflush"), InstalledJumps.removal(saved) + rules);
        }
    }

    private static void run(List<String> command, String input)
            throws IOException, InterruptedException {
        if (input.isEmpty()) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        end(command, process);
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        end(command, process);
        return said;
    }

    private static void end(List<String> command, Process process)
            throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("%s didn't end within %d s".formatted(command, SECONDS_MAX));
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s ended with %d".formatted(command, process.exitValue()));
        }
    }
}
