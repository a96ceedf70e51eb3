package io.fairlead.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileCheck;
import io.fairlead.meter.MetricNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ValidationsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Validations validations = new Validations(registry);

    @Test
    void eachObjectIsGoodOrWrongOnce() {
        read(
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: good, namespace: default}
                spec: {hosts: [a], http: [{route: [{destination: {host: a}}]}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: wrong, namespace: default}
                spec: {hosts: [b], http: [{timeout: soon, retries: {attempts: x}}]}
                """);

        assertThat(
                        registry.get(MetricNames.VALIDATION_PASSED)
                                .tags("group", "networking.istio.io", "resource", "virtualservice")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(failed()).isEqualTo(1);
    }

    @Test
    void whatStandsInAFileMakesNoSeries() {
        for (int i = 0; i < 50; i++) {
            read(
                    "apiVersion: invented%d/v1\nkind: Kind%d\nmetadata: {name: a%d}\n"
                            .formatted(i, i, i));
            read(": not : yaml : " + i);
            read("apiVersion: invented%d/v1\nkind: Gateway\nmetadata: {name: a}\n".formatted(i));
        }

        assertThat(failed()).isPositive();
        assertThat(registry.getMeters()).hasSizeLessThan(6);
    }

    private double failed() {
        return registry.find(MetricNames.VALIDATION_FAILED).counters().stream()
                .mapToDouble(one -> one.count())
                .sum();
    }

    private void read(String yaml) {
        validations.count(
                FileCheck.check("a.yaml", yaml.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT));
    }
}
