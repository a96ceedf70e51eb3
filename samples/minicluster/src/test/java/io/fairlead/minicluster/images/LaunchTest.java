package io.fairlead.minicluster.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fairlead.minicluster.schema.Container;
import io.fairlead.minicluster.schema.PodDecoder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchTest {

    private static final String TABLE =
            """
            common:
              files: {app.jar: "${home}/app.jar"}
              entrypoint: [java, -jar, app.jar]
              env: {MODE: plain}
            images:
              - image: "example/app:{1,2}{,-arm64}"
              - image: "example/app:*"
                env: {MODE: other}
            """;

    @ParameterizedTest
    @CsvSource({
        "example/app:1,       plain",
        "example/app:2-arm64, plain",
        "example/app:3,       other",
        "example/app:1-x,     other",
        "example/appx1,       none",
        "other/app:1,         none",
    })
    void theFirstPatternThatMatchesCounts(String image, String mode) throws Exception {
        assertThat(table().find(image).map(found -> found.env().getOrDefault("MODE", "")))
                .isEqualTo(
                        mode.equals("none")
                                ? java.util.Optional.empty()
                                : java.util.Optional.of(mode));
    }

    @Test
    void aContainersOwnSettingsGoOverThoseOfTheImage() throws Exception {
        Launch launch =
                launch(
                        """
                        command: [java, -Xmx50m, -jar, app.jar]
                        args: ["--pod=$(POD)", "$(UNKNOWN)"]
                        env:
                          - {name: POD, value: web-1}
                          - {name: MODE, value: "own of $(POD)"}
                        """);
        assertThat(launch.argv())
                .containsExactly("java", "-Xmx50m", "-jar", "app.jar", "--pod=web-1", "$(UNKNOWN)");
        assertThat(launch.env())
                .isEqualTo(Map.of("POD", "web-1", "MODE", "own of web-1", "PATH", "/bin"));
        assertThat(launch.links()).isEqualTo(Map.of("app.jar", "/fleet/app.jar"));
    }

    @Test
    void anImageAloneRunsItsEntrypoint() throws Exception {
        assertThat(launch("args: [x]").argv()).containsExactly("java", "-jar", "app.jar", "x");
    }

    private static Launch launch(String lines) throws Exception {
        String yaml =
                """
                metadata: {name: web-1}
                spec:
                  containers:
                    - name: app
                      image: example/app:1
                """
                        + lines.indent(6);
        PodDecoder.Decoded pod = PodDecoder.decode(new YAMLMapper().readTree(yaml));
        Container container = pod.spec().containers().getFirst();
        return Launch.of(
                container, table().find(container.image()).orElseThrow(), Map.of("PATH", "/bin"));
    }

    private static ImageTable table() throws JsonProcessingException {
        return ImageTable.read(new YAMLMapper().readTree(TABLE), "/fleet");
    }
}
