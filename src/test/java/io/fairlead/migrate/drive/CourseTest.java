package io.fairlead.migrate.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairlead.migrate.decide.caller.PodTimes;
import io.fairlead.migrate.decide.facts.Gathering.Certificate;
import io.fairlead.migrate.decide.facts.Roster;
import io.fairlead.migrate.decide.facts.Tenants;
import io.fairlead.migrate.decide.plan.FleetFacts.Call;
import io.fairlead.migrate.decide.trail.Entry;
import io.fairlead.migrate.view.MigrationView;
import io.fairlead.migrate.view.MigrationView.TrailView;
import io.fairlead.migrate.view.UnitView;
import io.fairlead.migrate.view.UnitView.SourceView;
import io.fairlead.model.mtls.EvidenceDelta;
import io.fairlead.model.mtls.EvidenceDelta.Row;
import io.fairlead.model.mtls.TrafficClass;
import io.fairlead.model.snapshot.MeshSnapshot;
import io.fairlead.testing.Meshes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Reports of sidecars become the status of units, second by second, without a thread.
class CourseTest {
    private static final Instant T = Instant.parse("2026-11-26T09:00:00Z");
    private static final String WEB = "spiffe://cluster.local/ns/default/sa/web";
    private static final String MIGRATION =
            """
            apiVersion: mesh.fairlead.io/v1alpha1
            kind: MtlsMigration
            metadata: {name: default, namespace: istio-system}
            spec: {drive: Automatic, profile: demo}
            """;
    private static final String NODE =
            """
            apiVersion: v1
            kind: Node
            metadata: {name: node-1}
            status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: Hostname, address: node-1}]}
            """;
    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: default}
            spec: {type: NodePort, ports: [{name: http, port: 80, targetPort: 8080}], selector: {app: cart}}
            """;

    /// A pod of the CronJob's next run.
    private static String run(String name, String job) {
        return pod(name, "10.0.0.7", true)
                .replace("apiVersion: apps/v1, kind: StatefulSet, name: " + name, job);
    }

    private static String pod(String name, String ip, boolean meshed) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s-1
          namespace: default
          labels: {app: %1$s%3$s}
          ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: %1$s, uid: u}]
        spec:
          serviceAccountName: %1$s
          containers: [{name: c, ports: [{containerPort: 8080}]}]
        status: {podIP: %2$s, conditions: [{type: Ready, status: "True"}]}
        """
                .formatted(name, ip, meshed ? ", security.istio.io/tlsMode: istio" : "");
    }

    private static final String NIGHTLY =
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly, namespace: %s}
            spec: {schedule: "%s", suspend: %s, jobTemplate: {}}
            """;

    private static final MeshSnapshot MESH =
            Meshes.of(
                    MIGRATION,
                    NODE,
                    SERVICE,
                    pod("cart", "10.0.0.2", true),
                    pod("web", "10.0.0.3", true),
                    pod("batch", "10.0.0.4", false));

    private PodTimes times = Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, MESH, T);
    private List<Certificate> certificates =
            List.of(new Certificate(WEB, "web-1", T, T.plusSeconds(3600)));
    private final List<Entry> trail = new ArrayList<>();
    private Course course = Course.BEGIN;
    private MeshSnapshot mesh = MESH;
    private Set<Call> calls = Set.of(new Call("default/web", "default/cart"));
    private Instant now = T;
    private long sequence;

    @SuppressWarnings("NullAway.Init")
    private Course.Look look;

    @SuppressWarnings("NullAway.Init")
    private Course.Step step;

    /// A second passes, in which these came to the cart.
    private void pass(Row... rows) {
        Instant before = now;
        now = now.plusSeconds(1);
        sequence++;
        look(report("cart", before, rows), report("web", before), report("nobody", before, rows));
    }

    private EvidenceDelta report(String workload, Instant from, Row... rows) {
        EvidenceDelta.Pod pod = new EvidenceDelta.Pod("default", "any", workload + "-1");
        return new EvidenceDelta(pod, 1, sequence, from, now, List.of(rows));
    }

    private void look(EvidenceDelta... reports) {
        look =
                new Course.Look(
                        now,
                        Duration.ofSeconds(1),
                        Roster.of(mesh),
                        times,
                        List.of(reports),
                        calls,
                        certificates,
                        Done.NOTHING,
                        Course.Asked.NOTHING);
        step = course.next(look);
        course = step.course();
        trail.addAll(step.entries());
    }

    private MigrationView view() {
        return new Shown(look, step).view(TrailView.NONE, "");
    }

    private UnitView cart() {
        return view().units().stream()
                .filter(unit -> unit.unit().equals("default/cart:8080"))
                .findFirst()
                .orElseThrow();
    }

    private static Row mesh() {
        return new Row(8080, TrafficClass.MESH_MTLS, WEB, "", 1, 3, 0);
    }

    private static Row clear(String address, int connections) {
        return new Row(8080, TrafficClass.PLAIN_HTTP, address, "GET /a by job", connections, 0, 0);
    }

    private void pass(int seconds, Row... rows) {
        for (int i = 0; i < seconds; i++) {
            pass(rows);
        }
    }

    @Test
    void aQuietPortIsReadyAndGoesNoFurtherWhateverWasAskedFor() {
        pass(120, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
        assertThat(cart().rules()).hasSize(6).allMatch(UnitView.RuleView::holds);
        assertThat(view().drive()).isEqualTo("ADVISE");
        assertThat(view().asked()).isEqualTo("AUTOMATIC");
        assertThat(view().note()).contains("goes as Advise", "nothing is changed");
        assertThat(trail)
                .filteredOn(entry -> entry.unit().workload().equals("cart"))
                .extracting(entry -> entry.to().text())
                .containsExactly("OBSERVING", "READY");
    }

    /// T2, with the words that a person needs.
    @Test
    void aCallerWithoutASidecarIsNamedAndBlocksItsTargetUntilItIsQuiet() {
        pass(30, mesh());
        pass(mesh(), clear("10.0.0.4", 3));
        pass(mesh(), clear("10.0.0.4", 4));
        assertThat(cart().phase()).isEqualTo("BLOCKED");
        SourceView source = cart().sources().getFirst();
        assertThat(source.workload()).isEqualTo("batch");
        assertThat(source.serviceAccount()).isEqualTo("batch");
        assertThat(source.address()).isEqualTo("10.0.0.4");
        assertThat(source.cause()).isEqualTo("NO_SIDECAR");
        assertThat(source.connections()).isEqualTo(7);
        assertThat(source.cut()).isTrue();
        assertThat(cart().blockers())
                .singleElement()
                .satisfies(blocker ->
                        assertThat(blocker.line())
                                .contains(
                                        "BLOCKED default/cart:8080  <- default/batch (pod batch-1",
                                        "GET /a by job 7x",
                                        "cause NO_SIDECAR",
                                        "istio-injection=enabled"));
        pass(40, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
    }

    @Test
    void whoComesByTheNodeIsToldApart() {
        pass(mesh(), clear("10.0.0.1", 1), clear("192.0.2.9", 1));
        pass(5);
        assertThat(cart().blockers())
                .extracting(UnitView.BlockerView::code)
                .containsExactlyInAnyOrder("NODEPORT", "EXTERNAL");
    }

    @Test
    void aCallerWhoseCertificateEndsSoonIsNotReady() {
        certificates =
                List.of(new Certificate(WEB, "web-1", T.minusSeconds(800), T.plusSeconds(300)));
        pass(60, mesh());
        assertThat(cart().phase()).isEqualTo("OBSERVING");
        assertThat(cart().rules().getLast().says()).isEqualTo("not ready: default/web");
    }

    /// A gateway's pod has no sidecar, and so not the label that says what its port takes.
    @Test
    void aCallerWithoutASidecarIsReadyWhereItsPodFetchedACertificate() {
        mesh =
                Meshes.of(
                        MIGRATION,
                        NODE,
                        SERVICE,
                        pod("cart", "10.0.0.2", true),
                        pod("web", "10.0.0.3", false));
        pass(mesh());
        assertThat(cart().rules().getLast().holds()).as("the pod's own").isTrue();
        certificates = List.of(new Certificate(WEB, "web-2", T, T.plusSeconds(3600)));
        pass(mesh());
        assertThat(cart().rules().getLast().says()).isEqualTo("not ready: default/web");
    }

    /// The daemon knows what it issued since it began; who came with a certificate has one.
    @Test
    void aCallerThatCameWithACertificateHasOne() {
        certificates = List.of();
        pass(mesh());
        assertThat(cart().rules().getLast().holds()).isTrue();
    }

    @Test
    void aCallerThatNeverCameWithACertificateIsNotReady() {
        certificates = List.of();
        pass(clear("10.0.0.3", 1));
        assertThat(cart().rules().getLast().holds()).isFalse();
        assertThat(cart().blockers())
                .extracting(UnitView.BlockerView::code)
                .containsExactly("UNREPORTED");
    }

    /// T17: what was lost is noticed, and the window begins anew.
    @Test
    void aLostReportBeginsTheWindowAnew() {
        pass(60, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
        sequence++;
        pass(mesh());
        assertThat(cart().phase()).isEqualTo("OBSERVING");
        assertThat(view().gaps()).as("one of each pod").isEqualTo(2);
        pass(40, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
    }

    /// A sidecar stands still: nothing comes, and then one report of all that time.
    private void stand(int seconds, Row... rows) {
        Instant before = now;
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            look();
        }
        sequence++;
        look(report("cart", before, rows), report("web", before), report("nobody", before));
    }

    /// T17: what it says afterwards counts, but nothing is begun on a time that nobody watched.
    @Test
    void aSidecarThatStoodStillForLongBeginsTheWindowAnew() {
        pass(60, mesh());
        stand(3, mesh());
        assertThat(cart().phase()).as("it is told late, and all of it").isEqualTo("READY");
        assertThat(view().gaps()).isZero();
        stand(6, mesh());
        assertThat(cart().phase()).isEqualTo("OBSERVING");
        assertThat(view().gaps()).as("one of each pod").isEqualTo(2);
        pass(15, mesh());
        assertThat(cart().phase()).as("no clean window yet").isEqualTo("OBSERVING");
        pass(25, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
    }

    /// T13: before anybody has reported anything.
    @Test
    void whatTheConfigurationSpeaksAgainstIsToldWithTheFirstLook() {
        String confused =
                """
                apiVersion: security.istio.io/v1
                kind: PeerAuthentication
                metadata: {name: p, namespace: default}
                spec: {selector: {matchLabels: {app: cart}}, portLevelMtls: {80: {mode: STRICT}}}
                """;
        String kept =
                pod("web", "10.0.0.3", true)
                        .replace(
                                "  ownerReferences:",
                                "  annotations: {traffic.sidecar.istio.io/excludeInboundPorts: \"8080\"}\n"
                                        + "  ownerReferences:");
        mesh =
                Meshes.of(
                        MIGRATION,
                        SERVICE,
                        confused,
                        pod("cart", "10.0.0.2", true),
                        kept,
                        pod("batch", "10.0.0.4", false));
        look();
        assertThat(view().units())
                .extracting(UnitView::unit, one -> one.phase() + codes(one))
                .containsExactly(
                        tuple("default/batch:8080", "OBSERVING[SERVER_NO_SIDECAR]"),
                        tuple("default/cart:8080", "OBSERVING[PORT_OF_SERVICE]"),
                        tuple("default/web:8080", "UNOBSERVABLE[]"));
        look();
        assertThat(view().units())
                .extracting(UnitView::phase)
                .containsExactly("BLOCKED", "BLOCKED", "UNOBSERVABLE");
    }

    private static List<String> codes(UnitView unit) {
        return unit.blockers().stream().map(UnitView.BlockerView::code).toList();
    }

    @Test
    void aPodThatIsSilentIsNoReadyUnit() {
        pass(60, mesh());
        now = now.plusSeconds(30);
        look();
        assertThat(cart().phase()).isEqualTo("OBSERVING");
        assertThat(cart().rules())
                .filteredOn(rule -> rule.id().equals("E3"))
                .extracting(UnitView.RuleView::says)
                .containsExactly("no report of cart-1");
    }

    /// Ports beyond the sidecar's limit are counted together: each port of the workload could be meant.
    @Test
    void whatCouldNotBeToldByPortConcernsEachPort() {
        pass(30, mesh());
        pass(new Row(0, TrafficClass.PLAIN_TCP, "10.0.0.4", "", 1, 0, 0));
        assertThat(cart().phase()).isEqualTo("BLOCKED");
    }

    @Test
    void aReportIsFasterThanTheNewsOfItsPod() {
        now = now.plusSeconds(1);
        sequence++;
        EvidenceDelta early = report("cart", T, mesh());
        look =
                new Course.Look(
                        now,
                        Duration.ofSeconds(1),
                        Roster.of(MeshSnapshot.EMPTY),
                        PodTimes.NONE,
                        List.of(early),
                        Set.of(),
                        List.of(),
                        Done.NOTHING,
                        Course.Asked.NOTHING);
        course = course.next(look).course();
        pass(mesh());
        assertThat(cart().sources().getFirst().connections()).isEqualTo(2);
        assertThat(view().gaps()).as("web's first report was its second").isEqualTo(1);
    }

    @Test
    void aCallerIsFasterThanTheNewsOfItsPod() {
        times = PodTimes.NONE;
        pass(clear("10.0.0.4", 1));
        assertThat(cart().sources()).as("nobody is named too early").isEmpty();
        times = Tenants.next(PodTimes.NONE, MeshSnapshot.EMPTY, MESH, now);
        pass();
        assertThat(cart().sources()).extracting(SourceView::cause).containsExactly("NO_SIDECAR");
    }

    @Test
    void whoIsNoPodIsSaidToBeNoneAfterAMoment() {
        pass(clear("192.0.2.7", 1));
        pass(5);
        assertThat(cart().sources()).extracting(SourceView::cause).containsExactly("EXTERNAL");
    }

    /// F7, E4: a job that runs by the calendar has to run before anybody says that nobody else comes.
    @Test
    void aPortWaitsForTheCronJobsOfTheMesh() {
        mesh =
                Meshes.of(
                        MIGRATION,
                        NODE,
                        SERVICE,
                        pod("cart", "10.0.0.2", true),
                        pod("web", "10.0.0.3", true),
                        NIGHTLY.formatted("default", "1 9 * * *", "false"),
                        NIGHTLY.formatted("elsewhere", "0 3 * * *", "false"),
                        NIGHTLY.replace("nightly", "paused")
                                .formatted("default", "0 3 * * *", "true"));
        pass(100, mesh());
        assertThat(cart().phase()).as("due, and perhaps not there yet").isEqualTo("OBSERVING");
        assertThat(cart().rules())
                .filteredOn(rule -> !rule.holds())
                .extracting(UnitView.RuleView::says)
                .containsExactly("not yet run: CronJob default/nightly");
        pass(30, mesh());
        assertThat(cart().phase()).isEqualTo("READY");
    }

    /// T3: the pods of each run are of one workload, which is known before it has any.
    @Test
    void aRunOfACronJobIsNoStranger() {
        String nightly = NIGHTLY.formatted("default", "0 9 * * *", "false");
        mesh = Meshes.of(MIGRATION, pod("cart", "10.0.0.2", true), nightly);
        pass();
        String job = "apiVersion: batch/v1, kind: Job, name: nightly-29401020";
        mesh = Meshes.of(MIGRATION, pod("cart", "10.0.0.2", true), nightly, run("run", job));
        pass();
        assertThat(mesh.podsByIp().get("10.0.0.7"))
                .satisfies(pod -> {
                    assertThat(Roster.owner(pod)).isEqualTo("default/nightly");
                    assertThat(pod.workloadKind()).isEqualTo("CronJob");
                });
        assertThat(step.facts().knownSince()).containsEntry("default/nightly", T.plusSeconds(1));
    }

    /// The service graph forgets after ten minutes; who comes once a day is a caller all the same.
    @Test
    void aCallerThatComesRarelyStaysACaller() {
        pass(mesh());
        Set<Call> once = calls;
        calls = Set.of();
        pass(60, mesh());
        assertThat(step.facts().calls()).isEqualTo(once);
        assertThat(cart().phase()).as("it need not come again").isEqualTo("READY");
        certificates =
                List.of(new Certificate(WEB, "web-1", T.minusSeconds(800), T.plusSeconds(60)));
        pass(mesh());
        assertThat(cart().rules().getLast().says()).isEqualTo("not ready: default/web");
        mesh = Meshes.of(MIGRATION, pod("cart", "10.0.0.2", true));
        pass(mesh());
        assertThat(step.facts().calls()).as("it is gone for good").isEmpty();
    }
}
