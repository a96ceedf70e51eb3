package io.fairlead.minicluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final JsonNode DATA = data("one");
    private static final DaemonSet SET =
            new DaemonSetBuilder()
                    .withNewMetadata()
                    .withName("agent")
                    .withUid("u")
                    .endMetadata()
                    .build();

    @Test
    void aTemplateReplacesAllThatIsThere() {
        assertThat(DATA.toString())
                .isEqualTo(
                        "{'spec':{'template':{'x':'one','$patch':'replace'}}}".replace('\'', '"'));
    }

    @Test
    void aTemplateThatIsWantedAgainGetsTheHighestNumber() {
        ControllerRevision first = make("one", List.of());
        ControllerRevision second = make("two", List.of(first));
        List<ControllerRevision> both = List.of(first, second);
        assertThat(second.getRevision()).isEqualTo(2);
        assertThat(History.number(first.getMetadata().getName(), both)).isEqualTo(3);
        assertThat(History.number(second.getMetadata().getName(), both)).isEqualTo(2);
    }

    @Test
    void twoTemplatesOfOneHashGetTwoNames() {
        ControllerRevision first = make("same", List.of());
        assertThat(make("same", List.of(first)).getMetadata().getName())
                .isNotEqualTo(first.getMetadata().getName());
    }

    @Test
    void aRevisionIsFoundByWhatItHolds() {
        ControllerRevision first = make("one", List.of());
        String name = first.getMetadata().getName();
        assertThat(History.of(DATA, List.of(first), Map.of(name, DATA))).contains(first);
        assertThat(History.of(DATA, List.of(first), Map.of(name, data("two")))).isEmpty();
    }

    @Test
    void theOldestThatNothingLivesByAreForgotten() {
        ControllerRevision first = make("one", List.of());
        ControllerRevision second = make("two", List.of(first));
        ControllerRevision third = make("three", List.of(first, second));
        List<ControllerRevision> all = List.of(third, second, first);
        assertThat(History.forgotten(1, all, Set.of(History.hash(third)))).containsExactly(first);
        assertThat(History.forgotten(0, all, Set.of(History.hash(first), History.hash(third))))
                .containsExactly(second);
        assertThat(History.forgotten(3, all, Set.of())).isEmpty();
    }

    private static ControllerRevision make(String text, List<ControllerRevision> before) {
        return History.make(SET, data(text), Map.of("app", "agent"), before);
    }

    private static JsonNode data(String text) {
        return History.data(JsonNodeFactory.instance.objectNode().put("x", text));
    }
}
