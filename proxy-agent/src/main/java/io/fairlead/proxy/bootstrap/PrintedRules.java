package io.fairlead.proxy.bootstrap;

import io.fairlead.proxy.capture.BadCapture;
import io.fairlead.proxy.capture.CaptureFlags;
import io.fairlead.proxy.capture.CaptureRules;
import java.util.List;

/// `istio-iptables --dry-run`: what packet rules the flags of a pod made for Istio mean. Only printed: programs that
/// need rights do what is printed, not this one.
final class PrintedRules {
    private static final int USAGE = 64;

    private PrintedRules() {}

    static int run(List<String> arguments) {
        if (!arguments.contains("--dry-run") && !arguments.contains("-n")) {
            System.err.println(
                    "istio-iptables only prints here. Fix: --dry-run, and give what is printed to"
                            + " iptables-restore --noflush");
            return USAGE;
        }
        try {
            CaptureRules rules = CaptureRules.of(CaptureFlags.parse(arguments, System.getenv()));
            System.out.print("# iptables-restore --noflush\n" + rules.ipv4());
            if (!rules.ipv6().isEmpty()) {
                System.out.print("# ip6tables-restore --noflush\n" + rules.ipv6());
            }
            if (!rules.routes().isEmpty()) {
                System.out.print("# ip -batch\n" + rules.routes());
            }
            System.out.flush();
            return 0;
        } catch (BadCapture e) {
            System.err.println("istio-iptables: " + e.getMessage());
            return USAGE;
        }
    }
}
