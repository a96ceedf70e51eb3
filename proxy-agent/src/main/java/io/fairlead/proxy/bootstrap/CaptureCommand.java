package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.capture.BadCapture;
import io.fairlead.proxy.capture.CaptureFlags;
import io.fairlead.proxy.capture.CaptureRules;
import io.fairlead.proxy.capture.InstalledJumps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `istio-iptables`: sets, or with `--dry-run` only prints, what packet rules the flags of a pod made for Istio mean.
/// Pods of our own injector give the rules to `iptables-restore` themselves.
final class CaptureCommand {
    private static final int USAGE = 64;
    private static final int FAILED = 1;
    private static final long SECONDS_MAX = 30;

    private CaptureCommand() {}

    static int run(List<String> arguments) throws InterruptedException {
        try {
            CaptureRules rules = CaptureRules.of(CaptureFlags.parse(arguments, System.getenv()));
            if (arguments.contains("--dry-run") || arguments.contains("-n")) {
                print(rules);
                return 0;
            }
            restore("iptables", rules.ipv4());
            restore("ip6tables", rules.ipv6());
            run(List.of("ip", "-batch", "-"), rules.routes());
            return 0;
        } catch (BadCapture e) {
            System.err.println("istio-iptables: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println("istio-iptables: " + e.getMessage());
            return FAILED;
        }
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
