package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class GarbageTest {

    private static final HasMetadata OWNER = object("owner").build();

    @Test
    void anObjectStaysAsLongAsOneOwnerIsThere() {
        assertThat(steps(OWNER, object("child", ref("owner")).build())).isEmpty();
        assertThat(steps(object("alone").build())).isEmpty();
    }

    @Test
    void anObjectGoesWhenAllItsOwnersAreGone() {
        assertThat(steps(object("child", ref("gone"), ref("gone-too")).build()))
                .containsExactly("delete child");
    }

    @Test
    void aReferenceToAnOwnerThatIsGoneIsDroppedWhereAnotherStays() {
        assertThat(steps(OWNER, object("child", ref("owner"), ref("gone")).build()))
                .containsExactly("edit child owners [owner] finalizers []");
    }

    @Test
    void whatCantBeProvedAbsentStays() {
        assertThat(Garbage.plan(List.of(object("child", ref("gone")).build()), (_, _) -> false))
                .isEmpty();
    }

    @Test
    void anOwnerOfAnotherNamespaceIsNone() {
        HasMetadata far = object("owner").editMetadata().withNamespace("far").endMetadata().build();
        assertThat(steps(far, object("child", ref("owner")).build()))
                .containsExactly("delete child");
    }

    @Test
    void inTheForegroundDependentsGoFirst() {
        HasMetadata owner = ending("owner", Garbage.FOREGROUND);
        assertThat(steps(owner, object("child", ref("owner")).build()))
                .containsExactly("delete child foreground");
        assertThat(steps(owner)).containsExactly("edit owner owners [] finalizers []");
    }

    @Test
    void inTheForegroundAnOwnerWaitsOnlyForThoseThatBlock() {
        OwnerReference loose =
                new OwnerReferenceBuilder(ref("owner")).withBlockOwnerDeletion(false).build();
        assertThat(steps(ending("owner", Garbage.FOREGROUND), object("child", loose).build()))
                .containsExactly("edit owner owners [] finalizers []", "delete child foreground");
    }

    @Test
    void orphansLoseTheirReferenceBeforeTheOwnerGoes() {
        HasMetadata owner = ending("owner", Garbage.ORPHAN);
        assertThat(steps(owner, object("child", ref("owner")).build()))
                .containsExactly("edit child owners [] finalizers []");
        assertThat(steps(owner)).containsExactly("edit owner owners [] finalizers []");
    }

    private static List<String> steps(HasMetadata... objects) {
        return Garbage.plan(List.of(objects), (_, _) -> true).stream()
                .map(GarbageTest::text)
                .toList();
    }

    private static String text(Garbage.Step step) {
        return switch (step) {
            case Garbage.Step.Delete(HasMetadata object, boolean foreground) ->
                    "delete " + object.getMetadata().getName() + (foreground ? " foreground" : "");
            case Garbage.Step.Edit(
                            HasMetadata object,
                            List<OwnerReference> owners,
                            List<String> finalizers) ->
                    "edit %s owners %s finalizers %s"
                            .formatted(
                                    object.getMetadata().getName(),
                                    owners.stream().map(OwnerReference::getName).toList(),
                                    finalizers);
        };
    }

    private static ConfigMapBuilder object(String name, OwnerReference... owners) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid("uid-" + name)
                .withOwnerReferences(owners)
                .endMetadata();
    }

    private static HasMetadata ending(String name, String finalizer) {
        return object(name)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .withFinalizers(finalizer)
                .endMetadata()
                .build();
    }

    private static OwnerReference ref(String name) {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(name)
                .withUid("uid-" + name)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
