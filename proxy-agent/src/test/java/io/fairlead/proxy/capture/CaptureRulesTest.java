package io.fairlead.proxy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testing.RealParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arguments as Istio's pods have them, and the rules that come of them: `golden/capture.txt`. With
/// `UPDATE_GOLDEN=true` the file is written anew.
class CaptureRulesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/capture.txt");
    private static final String CASE = "== ";

    private record Case(String name, String arguments, String expected) {}

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String part : Files.readString(GOLDEN).split("(?m)^" + CASE, -1)) {
            String[] lines = part.split("\n", 3);
            if (lines.length == 3) {
                cases.add(new Case(lines[0], lines[1], lines[2]));
            }
        }
        return cases;
    }

    private static CaptureRules rules(String arguments) {
        List<String> flags = new ArrayList<>();
        Map<String, String> environment = new HashMap<>();
        for (String word : arguments.split(" ", -1)) {
            if (word.startsWith("ISTIO_")) {
                String[] pair = word.split("=", 2);
                environment.put(pair[0], pair[1]);
            } else {
                flags.add(word.equals("''") ? "" : word);
            }
        }
        return CaptureRules.of(CaptureFlags.parse(flags, environment));
    }

    private static String text(CaptureRules rules) {
        return rules.ipv4()
                + (rules.ipv6().isEmpty() ? "" : "-- IPv6\n" + rules.ipv6())
                + (rules.routes().isEmpty() ? "" : "-- routes\n" + rules.routes());
    }

    @TestFactory
    Stream<DynamicTest> golden() throws IOException {
        if ("true".equals(System.getenv("UPDATE_GOLDEN"))) {
            StringBuilder all = new StringBuilder();
            for (Case one : cases()) {
                all.append(CASE + one.name + "\n" + one.arguments + "\n");
                all.append(text(rules(one.arguments)));
            }
            Files.writeString(GOLDEN, all);
        }
        List<Case> cases = cases();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
        return cases.stream()
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.name,
                                () ->
                                        assertThat(text(rules(one.arguments)))
                                                .isEqualTo(one.expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-b 80,http | \"http\" is no port",
                "-b 0 | port 0 is not between 1 and 65535",
                "-d 65536 | port 65536 is not between",
                "-o 80;reboot | \"80;reboot\" is no port",
                "-i fleetman.svc | \"fleetman.svc\" is no network",
                "-m NONE | neither REDIRECT nor TPROXY: NONE",
                "-p 16001 | --envoy-port can only be 15001",
                "-u root | \"root\" is not numbers",
                "-k eth0;COMMIT | is not the name of a network interface",
                "-k eth0/COMMIT | is not the name of a network interface",
                "-c a-much-too-long-name | is not the name of a network interface",
                "ISTIO_OUTBOUND_OWNER_GROUPS=java | is not the number of a group",
                "--redirect-dns=perhaps | neither true nor false: perhaps",
                "--cni-mode | \"--cni-mode\" is no flag",
                "-b | -b needs a value"
            })
    void whatCantBeUnderstoodIsSaid(String arguments, String said) {
        assertThatThrownBy(() -> rules(arguments.replace('/', '\n')))
                .isInstanceOf(BadCapture.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, a prefix that is not 0 to 32",
        "2001:db8::/129, a prefix that is not 0 to 128",
        "10.0.0.0/8/8, is no network",
        "10.0.0.0/, is no network"
    })
    void whatIsNoNetworkIsSaid(String text, String said) {
        assertThatThrownBy(() -> NetworkSet.parse(text))
                .isInstanceOf(BadCapture.class)
                .hasMessageContaining(said);
    }

    /// All cases at once in a network namespace of its own: each is accepted, a second time as well, and leaves its own
    /// chains as they were.
    @Test
    @Timeout(120)
    void iptablesAcceptsEach(@TempDir Path dir) throws Exception {
        RealParts.root("a network namespace with iptables rules");
        Path unshare = RealParts.program("unshare", "apt-get install util-linux");
        RealParts.program("iptables-restore", "apt-get install iptables");
        int number = 0;
        for (Case one : cases()) {
            CaptureRules rules = rules(one.arguments);
            Files.writeString(dir.resolve(number + ".v4"), rules.ipv4());
            Files.writeString(dir.resolve(number + ".v6"), rules.ipv6());
            number++;
        }
        String script =
                """
                cd "$1" && export XTABLES_LOCKFILE="$1/lock" || exit 1
                for f in *.v4; do iptables-restore --noflush --test $f || echo "$f refused"; done
                for f in *.v6; do [ -s $f ] && { ip6tables-restore --noflush --test $f || echo "$f refused"; }; done
                for i in 1 2; do
                  iptables-restore --noflush 0.v4 && iptables-save -t nat | grep -- '-A ISTIO' > own$i
                done
                cmp own1 own2 && [ -s own1 ] && echo done
                """;
        Process process =
                new ProcessBuilder(
                                unshare.toString(),
                                "--net",
                                "sh",
                                "-c",
                                script,
                                "sh",
                                dir.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("done\n");
    }
}
