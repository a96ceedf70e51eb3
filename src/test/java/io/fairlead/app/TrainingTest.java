package io.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrainingTest {

    @Test
    void aDaemonThatTrainsServesItsOwnClientAndExits() throws Exception {
        assertThat(Training.run()).isZero();
    }
}
