package io.fairlead.minicluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.minicluster.Objects;
import io.fairlead.minicluster.controllers.Rollout.Step;
import io.fairlead.minicluster.controllers.RunningPod.Condition;
import io.fairlead.minicluster.schema.KubeObject;
import io.fairlead.minicluster.schema.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final KubeObject.Deployment TWO = Objects.deployment("web", 2, "a:1");
    private static final String NEW = PodNames.hash(TWO.template());

    private int given;

    @Test
    void missingPodsAreMadeWithTheTemplatesLabelsAndHash() {
        List<Step> steps = plan(List.of(TWO), List.of());
        assertThat(steps).hasSize(2);
        Step.Create first = (Step.Create) steps.getFirst();
        assertThat(first.meta().name()).isEqualTo(new ObjectName("default", "web-" + NEW + "-s1"));
        assertThat(first.meta().labels())
                .containsEntry("app", "web")
                .containsEntry("pod-template-hash", NEW);
    }

    @Test
    void nothingHappensWhenAllIsWell() {
        assertThat(plan(List.of(TWO), List.of(pod("a", NEW, 1), pod("b", NEW, 2)))).isEmpty();
    }

    @Test
    void aChangedTemplateMakesOneNewPodBeforeAnOldOneEnds() {
        List<RunningPod> old = List.of(pod("a", "old", 1), pod("b", "old", 2));
        assertThat(plan(List.of(TWO), old)).singleElement().isInstanceOf(Step.Create.class);
    }

    @Test
    void anOldPodEndsOnceTheNewOneIsReady() {
        List<RunningPod> pods = List.of(pod("a", "old", 1), pod("b", "old", 2), pod("c", NEW, 3));
        assertThat(plan(List.of(TWO), pods)).singleElement().isInstanceOf(Step.Delete.class);
        List<RunningPod> waiting =
                List.of(
                        pod("a", "old", 1),
                        pod("b", "old", 2),
                        pod("c", NEW, 3, Condition.STARTING));
        assertThat(plan(List.of(TWO), waiting)).isEmpty();
    }

    @Test
    void replicasZeroEndsAllPods() {
        KubeObject.Deployment none = Objects.deployment("web", 0, "a:1");
        assertThat(plan(List.of(none), List.of(pod("a", NEW, 1), pod("b", NEW, 2))))
                .hasSize(2)
                .allMatch(Step.Delete.class::isInstance);
    }

    @Test
    void aDeploymentThatIsGoneTakesItsPodsAlong() {
        assertThat(plan(List.of(), List.of(pod("a", NEW, 1))))
                .containsExactly(new Step.Delete(new ObjectName("default", "web-a")));
    }

    @Test
    void podsBelongByReferenceNotByLabel() {
        // Two Deployments select the same labels; each counts its own pods only.
        KubeObject.Deployment other = Objects.deployment("other", 1, "a:1");
        List<RunningPod> pods = List.of(pod("a", NEW, 1), pod("b", NEW, 2));
        assertThat(plan(List.of(TWO, other), pods))
                .singleElement()
                .satisfies(step ->
                        assertThat(((Step.Create) step).meta().name().name()).startsWith("other-"));
    }

    @Test
    void anEndingPodIsReplacedAndNotEndedAgain() {
        List<RunningPod> pods = List.of(pod("a", NEW, 1), pod("b", NEW, 2, Condition.TERMINATING));
        assertThat(plan(List.of(TWO), pods)).singleElement().isInstanceOf(Step.Create.class);
    }

    @Test
    void aPodWithoutOwnerIsReplacedWhenItsTextChanges() {
        KubeObject pod = barePod("a:1");
        Step.Create made = (Step.Create) plan(List.of(pod), List.of()).getFirst();
        RunningPod running =
                new RunningPod(
                        made.meta(), made.owner(), made.spec(), "10.244.0.2", Condition.READY, "");
        assertThat(plan(List.of(pod), List.of(running))).isEmpty();
        assertThat(plan(List.of(barePod("a:2")), List.of(running)))
                .containsExactly(new Step.Delete(running.name()));
    }

    @RepeatedTest(50)
    void anyStartLeadsToTheWantedPodsAndNeverBelowTheReadyOnesThatWere(RepetitionInfo info) {
        // Given any mix of old and new, ready and starting pods
        long seed = info.getCurrentRepetition();
        SplittableRandom random = new SplittableRandom(seed);
        List<RunningPod> pods = new ArrayList<>();
        for (int i = 0; i < random.nextInt(6); i++) {
            Condition condition = random.nextBoolean() ? Condition.READY : Condition.STARTING;
            pods.add(pod("p" + i, random.nextBoolean() ? NEW : "old", i, condition));
        }
        // When the steps are taken, and new pods get ready, again and again
        for (int round = 0; round < 20; round++) {
            long readyBefore = pods.stream().filter(RunningPod::ready).count();
            take(plan(List.of(TWO), pods), pods);
            long ready = pods.stream().filter(RunningPod::ready).count();
            assertThat(ready).as("seed " + seed).isGreaterThanOrEqualTo(Math.min(2, readyBefore));
            pods.replaceAll(pod -> with(pod, Condition.READY));
        }
        // Then
        assertThat(pods).as("seed " + seed).hasSize(2);
        assertThat(pods).allMatch(pod -> pod.owner().hash().equals(NEW));
    }

    private void take(List<Step> steps, List<RunningPod> pods) {
        for (Step step : steps) {
            switch (step) {
                case Step.Create create ->
                        pods.add(
                                new RunningPod(
                                        create.meta(),
                                        create.owner(),
                                        create.spec(),
                                        "10.244.0.9",
                                        Condition.STARTING,
                                        "2026-11-24T10:00:09Z"));
                case Step.Delete(ObjectName name) -> pods.removeIf(pod -> pod.name().equals(name));
            }
        }
    }

    private List<Step> plan(List<KubeObject> wanted, List<RunningPod> running) {
        return Rollout.plan(wanted, running, () -> "s" + ++given);
    }

    private static KubeObject barePod(String image) {
        return Objects.object(
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: alone}
                spec: {containers: [{name: app, image: "%s"}]}
                """
                        .formatted(image));
    }

    private static RunningPod with(RunningPod pod, Condition condition) {
        return new RunningPod(
                pod.meta(), pod.owner(), pod.spec(), pod.ip(), condition, pod.started());
    }

    private static RunningPod pod(String suffix, String hash, int number) {
        return pod(suffix, hash, number, Condition.READY);
    }

    private static RunningPod pod(String suffix, String hash, int number, Condition condition) {
        return Objects.pod(TWO, suffix, hash, "10.244.0." + number, condition);
    }
}
