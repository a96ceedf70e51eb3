package io.fairlead.proxy.tcp.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.model.Handler.TcpDestination;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpChoiceTest {

    private static final List<TcpDestination> TEN_TO_NINETY =
            List.of(
                    new TcpDestination("a", 1),
                    new TcpDestination("b", 0),
                    new TcpDestination("c", 9));

    @ParameterizedTest
    @CsvSource({"0.0,a", "0.0999,a", "0.1,c", "0.5,c", "0.999999,c"})
    void weightsAreShares(double point, String cluster) {
        assertThat(TcpChoice.choose(TEN_TO_NINETY, point))
                .map(TcpDestination::cluster)
                .contains(cluster);
    }

    @ParameterizedTest
    @CsvSource({"0.0,a", "0.49,a", "0.5,b", "0.99,b"})
    void withoutWeightsAllCountAlike(double point, String cluster) {
        var both = List.of(new TcpDestination("a", 0), new TcpDestination("b", 0));
        assertThat(TcpChoice.choose(both, point)).map(TcpDestination::cluster).contains(cluster);
    }

    @Test
    void nowhereToGoIsNoChoice() {
        assertThat(TcpChoice.choose(List.of(), 0.5)).isEqualTo(Optional.empty());
    }

    @Test
    void aPointOutsideIsABug() {
        assertThatThrownBy(() -> TcpChoice.choose(TEN_TO_NINETY, 1.0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
