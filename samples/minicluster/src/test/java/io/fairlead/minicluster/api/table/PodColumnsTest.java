package io.fairlead.minicluster.api.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodColumnsTest {

    @Test
    void sidecarsCountAndOtherInitContainersDoNot() throws JsonProcessingException {
        assertThat(cell("Ready", pod(true))).isEqualTo("2/2");
        assertThat(cell("Restarts", pod(true))).isEqualTo("3");
        assertThat(cell("Ready", pod(false))).isEqualTo("1/2");
    }

    private static Object cell(String column, ObjectNode pod) {
        return PodColumns.ALL.stream()
                .filter(one -> one.name().equals(column))
                .findFirst()
                .orElseThrow()
                .cell()
                .of(pod, Instant.EPOCH);
    }

    private static ObjectNode pod(boolean sidecar) throws JsonProcessingException {
        String text =
                """
                spec:
                  initContainers: [{name: init}, {name: proxy, restartPolicy: Always}]
                  containers: [{name: app}]
                status:
                  initContainerStatuses:
                  - {name: init, ready: true, restartCount: 7, state: {terminated: {exitCode: 0}}}
                  - {name: proxy, ready: %s, restartCount: 2, state: {running: {}}}
                  containerStatuses: [{name: app, ready: true, restartCount: 1, state: {running: {}}}]
                """
                        .formatted(sidecar);
        return (ObjectNode) new YAMLMapper().readTree(text);
    }
}
