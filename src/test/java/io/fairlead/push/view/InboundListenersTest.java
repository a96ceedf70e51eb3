package io.fairlead.push.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import io.fairlead.push.node.Proxy;
import io.fairlead.push.session.Ask;
import io.fairlead.push.session.Resource;
import io.fairlead.push.session.Resources;
import io.fairlead.push.session.Resources.Layer;
import io.fairlead.push.session.Session;
import io.fairlead.push.session.SessionLimits;
import io.fairlead.push.session.Target;
import io.fairlead.push.session.TypeUrl;
import io.fairlead.testing.Meshes;
import io.fairlead.translate.Translator;
import io.fairlead.translate.input.MeshView;
import io.fairlead.translate.input.ProxyView;
import io.fairlead.translate.input.ResourceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundListenersTest {
    private static final PodRef POD = new PodRef("default", "x-1");
    private static final String SERVICE =
            """
            {apiVersion: v1, kind: Service, metadata: {name: x},
             spec: {selector: {app: x}, clusterIP: 10.96.1.1,
                    ports: [{name: http, port: 8080}, {name: tcp, port: 9000}, {name: any, port: 81}]}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: x-1, labels: {app: x}}, spec: {containers: []},
             status: {podIP: 10.244.0.1, conditions: [{type: Ready, status: "True"}]}}
            """;
    private static final String POLICY =
            """
            ---
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: x}
            spec: {selector: {matchLabels: {app: x}}, mtls: {mode: %s}, portLevelMtls: {9000: {mode: %s}}}
            """;

    private final InboundListeners listeners = new InboundListeners();

    private static Target target(String version, String mesh) {
        return target(version, mesh, List.of());
    }

    private static Target target(String version, String mesh, List<String> extensions) {
        ProxyView proxy =
                new ProxyView(
                        "default",
                        "default.svc.cluster.local",
                        new TreeMap<>(Map.of("app", "x")),
                        List.of(),
                        ProxyView.extensions(extensions),
                        false);
        List<Resource> listeners =
                Translator.resources(
                                proxy,
                                ResourceType.LISTENER,
                                List.of(),
                                MeshView.of(Meshes.of(mesh)))
                        .stream()
                        .map(one -> new Resource(one.name(), one.version(), one.body()))
                        .toList();
        Resources all = Resources.layered(List.of(Layer.of(listeners)));
        return Target.of(version, Map.of(TypeUrl.LISTENER, all));
    }

    private static Ask ask(String nonce) {
        return new Ask.Delta(TypeUrl.LISTENER, nonce, null, List.of(), List.of(), Map.of());
    }

    private static Session.Step sent(Session session) {
        return session.poll(Instant.EPOCH).orElseThrow();
    }

    private static Session acknowledged(Session.Step step) {
        return step.session().receive(ask(step.answer().nonce())).session();
    }

    private @Nullable SortedMap<Integer, PortMode> seen(Session session) {
        return listeners.modes(only(session, "", "")).get(POD);
    }

    private static Connections only(Session session, String agent, String account) {
        Proxy proxy =
                new Proxy(
                        Proxy.Type.SIDECAR,
                        "x-1.default",
                        List.of("10.244.0.1"),
                        "default",
                        "default.svc.cluster.local",
                        Map.of(),
                        List.of(),
                        "",
                        "",
                        agent,
                        List.of(),
                        true,
                        account);
        return () -> List.of(new Connection(7, proxy, true, Instant.EPOCH, session, Map.of()));
    }

    /// That nobody came is evidence only of who would have told.
    @Test
    void onlyAStockEnvoyThatProvedWhoItIsAndTookTheLogTells() {
        List<String> logs = List.of("fairlead.access_loggers.daemon");
        Session session = Session.start(SessionLimits.DEFAULT).receive(ask("")).session();
        Session.Step step = sent(session.aim(target("1", SERVICE, logs)));
        assertThat(listeners.telling(only(step.session(), "envoy", "x")))
                .as("it is on its way")
                .isEmpty();
        Session acked = acknowledged(step);
        assertThat(listeners.telling(only(acked, "envoy", "x"))).isEqualTo(Map.of(POD, 7L));
        assertThat(listeners.telling(only(acked, "envoy", ""))).isEmpty();
        assertThat(listeners.telling(only(acked, "", "x"))).isEmpty();

        Session silent = acknowledged(sent(session.aim(target("2", SERVICE))));
        assertThat(listeners.telling(only(silent, "envoy", "x"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PERMISSIVE, PERMISSIVE",
        "PERMISSIVE, STRICT",
        "STRICT, PERMISSIVE",
        "STRICT, STRICT",
        "STRICT, DISABLE",
        "DISABLE, STRICT",
    })
    void whatAListenerDoesIsWhatThePolicySaid(PortMode workload, PortMode port) {
        Session session =
                Session.start(SessionLimits.DEFAULT)
                        .receive(ask(""))
                        .session()
                        .aim(target("1", SERVICE + POLICY.formatted(workload, port)));
        Map<Integer, PortMode> expected =
                new TreeMap<>(Map.of(0, workload, 81, workload, 8080, workload, 9000, port));
        SortedMap<Integer, PortMode> seen = seen(acknowledged(sent(session)));
        assertThat(seen).containsAllEntriesOf(expected);
    }

    @Test
    void whatIsNotAcknowledgedIsNotHeld() {
        Session session = Session.start(SessionLimits.DEFAULT).receive(ask("")).session();
        session = session.aim(target("1", SERVICE));
        assertThat(seen(session)).isNull();
        Session.Step first = sent(session);
        assertThat(seen(first.session())).isNull();
        session = acknowledged(first);
        assertThat(seen(session)).containsEntry(8080, PortMode.PERMISSIVE);

        session = session.aim(target("2", SERVICE + POLICY.formatted("STRICT", "STRICT")));
        Session.Step second = sent(session);
        assertThat(seen(second.session()))
                .as("it is on its way")
                .containsEntry(8080, PortMode.PERMISSIVE);
        assertThat(seen(acknowledged(second))).containsEntry(8080, PortMode.STRICT);
    }

    @Test
    void whoComesBackSaysWhatItHasByItsHash() {
        Target strict = target("1", SERVICE + POLICY.formatted("STRICT", "STRICT"));
        Map<String, String> has = new TreeMap<>();
        strict.of(TypeUrl.LISTENER).all().forEach(one -> has.put(one.name(), one.version()));
        Ask first = new Ask.Delta(TypeUrl.LISTENER, "", null, List.of(), List.of(), has);
        Session session = Session.start(SessionLimits.DEFAULT).receive(first).session().aim(strict);
        assertThat(seen(session)).containsEntry(8080, PortMode.STRICT);
    }
}
