package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fairlead.migrate.decide.machine.Phase;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.decide.trail.Trail;
import io.fairlead.model.mtls.UnitId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fairlead mtls report`: what it writes, and how it ends.
class MtlsReportCommandTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final UnitId CART = new UnitId("shop", "cart", 8080);
    private static final List<String> TRAIL =
            Trail.lines(
                    Trail.BEGIN,
                    List.of(
                            entry("autopilot", new Phase.Soak(), new Phase.Locked(), "+ policy"),
                            entry("ann", new Phase.Locked(), new Phase.Observing(), "- policy")));
    private static final String ANSWER =
            """
            {"at": "2026-11-26T09:00:02Z", "profile": "demo", "drive": "AUTOMATIC", "asked": "AUTOMATIC",
             "note": "it goes on by itself",
             "trail": {"records": 2, "anchor": "ANCHOR", "problem": ""},
             "exemptions": [{"unit": "shop/cart:8080", "from": "batch/scrape", "owner": "sre", "reason": "a|b",
                             "expires": "2027-01-01T00:00:00Z", "over": false, "byOrder": true}],
             "units": [
               {"unit": "shop/cart:8080", "mode": "PERMISSIVE", "phase": "BLOCKED", "pods": ["cart-1"],
                "entered": "2026-11-26T09:00:01Z", "trouble": "", "proven": "", "disproved": "",
                "rules": [{"id": "E1", "holds": false}, {"id": "E2", "holds": true}],
                "blockers": [{"code": "NO_SIDECAR", "what": "batch/job by <img src=x> | `curl`", "fix": "inject it"}]},
               {"unit": "shop/db:5432", "mode": "STRICT", "phase": "LOCKED", "pods": ["db-1"],
                "entered": "2026-11-26T08:00:00Z", "trouble": "", "proven": "2026-11-26T08:59:00Z",
                "disproved": "", "rules": [], "blockers": []}]}
            """;

    private static Entry entry(String who, Phase from, Phase to, String change) {
        return new Entry(T, who, CART, from, to, "because", "", change);
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<String> trail, String... more) throws IOException {
        String anchor = TrailLines.of(TRAIL).digest();
        Path answer =
                Files.writeString(dir.resolve("answer.json"), ANSWER.replace("ANCHOR", anchor));
        Path file = Files.write(dir.resolve("trail.jsonl"), trail);
        CommandLine line =
                new CommandLine(new MtlsCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err));
        String format = more.length == 0 ? "md" : more[0];
        return line.execute(
                "report", "-f", answer.toString(), "--trail", file.toString(), "-o", format);
    }

    @Test
    void markdownHasPortsBlockersExemptionsTimelineAndDigest() throws IOException {
        assertThat(run(TRAIL)).isEqualTo(2);
        String digest = TrailLines.of(TRAIL).digest();
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(out)
                .hasToString(
                        """
                        # Migration to mutual TLS

                        As of 2026-11-26T09:00:02Z. Profile demo, drive AUTOMATIC (asked for: AUTOMATIC). it goes on by itself.

                        ## Ports

                        2 ports: 1 BLOCKED, 1 LOCKED.

                        | Port | Mode | Phase | Since | Pods | E1-E6 | Last proven | Waits for |
                        |---|---|---|---|---|---|---|---|
                        | shop/cart:8080 | PERMISSIVE | BLOCKED | 2026-11-26T09:00:01Z | 1 | -2 | - | NO\\_SIDECAR: batch/job by \\<img src=x\\> \\| \\`curl\\` |
                        | shop/db:5432 | STRICT | LOCKED | 2026-11-26T08:00:00Z | 1 | - | 2026-11-26T08:59:00Z | - |

                        ## What stands in the way

                        | Port | Cause | What | Fix |
                        |---|---|---|---|
                        | shop/cart:8080 | NO\\_SIDECAR | batch/job by \\<img src=x\\> \\| \\`curl\\` | inject it |

                        ## Exemptions

                        | Port | From | Until | Counts | Owner | Reason |
                        |---|---|---|---|---|---|
                        | shop/cart:8080 | batch/scrape | 2027-01-01T00:00:00Z | yes | sre | a\\|b |

                        ## Timeline

                        | Time | Who | Port | From | To | Because | Configuration |
                        |---|---|---|---|---|---|---|
                        | 2026-11-26T09:00:00Z | autopilot | shop/cart:8080 | SOAK | LOCKED | because | + policy |
                        | 2026-11-26T09:00:00Z | ann | shop/cart:8080 | LOCKED | OBSERVING | because | - policy |

                        ## Audit trail

                        - The daemon counts 2 records.
                        - Anchor: `%1$s`
                        - The records above: whole from record 1 to 2.
                        - Their digest: `%1$s`
                        """
                                .formatted(digest));
    }

    @Test
    void jsonHasTheSame() throws IOException {
        assertThat(run(TRAIL, "json")).isEqualTo(2);
        JsonNode report = new JsonMapper().readTree(out.toString());
        assertThat(report.path("units").size()).isEqualTo(2);
        assertThat(report.path("blockers").path(0).path("cause").asText()).isEqualTo("NO_SIDECAR");
        assertThat(report.path("timeline").path(1).path("actor").asText()).isEqualTo("ann");
        assertThat(report.path("audit").path("digest"))
                .isEqualTo(report.path("audit").path("trail").path("anchor"));
    }

    @Test
    void sarifHasAResultForEachThingThatIsNotAsItHasToBe() throws IOException {
        assertThat(run(TRAIL, "sarif")).isEqualTo(2);
        JsonNode log = new JsonMapper().readTree(out.toString());
        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        JsonNode run = log.path("runs").path(0);
        JsonNode rules = run.path("tool").path("driver").path("rules");
        assertThat(run.path("results"))
                .hasSize(2)
                .allSatisfy(one -> {
                    int rule = one.path("ruleIndex").asInt();
                    assertThat(rules.path(rule).path("id")).isEqualTo(one.path("ruleId"));
                    JsonNode place = one.path("locations").path(0).path("logicalLocations").path(0);
                    assertThat(place.path("fullyQualifiedName").asText())
                            .isEqualTo("shop/cart:8080");
                });
        JsonNode blocks = run.path("results").path(0);
        assertThat(blocks.path("level").asText()).isEqualTo("error");
        assertThat(blocks.path("message").path("text").asText())
                .isEqualTo("shop/cart:8080: batch/job by <img src=x> | `curl`; fix: inject it");
        JsonNode exempted = run.path("results").path(1);
        assertThat(exempted.path("ruleId").asText()).isEqualTo("EXEMPTED");
        assertThat(exempted.path("suppressions").path(0).path("justification").asText())
                .isEqualTo("sre: a|b");
        assertThat(run.path("properties").path("digest").asText())
                .isEqualTo(TrailLines.of(TRAIL).digest());
    }

    @Test
    void sarifNamesWhatIsNotAsItIsShown() throws IOException {
        String wrong =
                ANSWER.replace("\"disproved\": \"\", \"rules\": []", "\"disproved\": \"pod db-1\"")
                        .replace("\"over\": false", "\"over\": true");
        List<String> changed = List.of(TRAIL.getFirst(), TRAIL.getLast().replace("ann", "bob"));
        JsonNode answer = new JsonMapper().readTree(wrong);
        JsonNode run = new MtlsSarif(answer, TrailLines.of(changed)).json().path("runs").path(0);
        assertThat(run.path("results").findValuesAsText("ruleId"))
                .containsExactly(
                        "NO_SIDECAR", "ENFORCEMENT_MISMATCH", "EXEMPTION_OVER", "TRAIL_BROKEN");
        assertThat(run.path("results").findValues("suppressions")).isEmpty();
        assertThat(run.path("results").path(3).has("locations")).isFalse();
    }

    @Test
    void theEndOfATrailIsCheckedByItself() throws IOException {
        assertThat(TrailLines.of(TRAIL.subList(1, 2)).chain())
                .isEqualTo("whole from record 2 to 2");
        assertThat(run(List.of())).isEqualTo(2);
        assertThat(out.toString()).contains("## Timeline\n\nNone.", "The records above: empty.");
    }

    @Test
    void aChangedRecordIsFound() throws IOException {
        List<String> changed = List.of(TRAIL.getFirst(), TRAIL.getLast().replace("ann", "bob"));
        assertThat(run(changed)).isEqualTo(2);
        assertThat(out.toString()).contains("broken at record 2: it was changed");
        assertThat(run(List.of("nonsense"))).isEqualTo(2);
        assertThat(out.toString()).contains("broken: its first line is no record");
    }

    @Test
    void whatIsNotThereIsNamed() {
        int status =
                new CommandLine(new MtlsCommand())
                        .setErr(new PrintWriter(err))
                        .execute("report", "--trail", dir.resolve("none").toString());
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).contains("none");
    }
}
