package io.fairlead.proxy.probe.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.probe.ready.Readiness.Facts;
import io.fairlead.proxy.probe.ready.Readiness.NotReady;
import io.fairlead.proxy.probe.ready.Readiness.Ready;
import io.fairlead.proxy.probe.ready.Readiness.Updates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

    @Test
    void everythingInPlaceIsReady() {
        assertThat(
                        Readiness.of(
                                new Facts(
                                        "",
                                        new Updates(1, 0),
                                        new Updates(3, 2),
                                        true,
                                        true,
                                        true,
                                        false)))
                .isEqualTo(new Ready());
    }

    @ParameterizedTest
    @CsvSource({
        "no certificate yet: gone,0,0,false,false,false,false,no certificate yet: gone",
        "no certificate yet: gone,1,1,true,true,true,false,no certificate yet: gone",
        "'',0,1,true,true,true,false,config not received",
        "'',1,0,true,true,true,false,config not received",
        "'',1,1,false,true,true,false,config incomplete",
        "'',1,1,true,false,true,false,listeners not bound",
        "'',1,1,true,true,false,false,warming up",
        "'',1,1,true,true,true,true,draining"
    })
    void anythingMissingIsTheReason(
            String withoutIdentity,
            long cds,
            long lds,
            boolean complete,
            boolean bound,
            boolean warm,
            boolean draining,
            String reason) {
        var facts =
                new Facts(
                        withoutIdentity,
                        new Updates(cds, 0),
                        new Updates(lds, 0),
                        complete,
                        bound,
                        warm,
                        draining);
        assertThat(Readiness.of(facts))
                .isInstanceOfSatisfying(
                        NotReady.class, no -> assertThat(no.reason()).startsWith(reason));
    }

    @Test
    void aRejectionIsNamedButIsNoConfiguration() {
        var facts = new Facts("", new Updates(1, 0), new Updates(0, 4), false, false, false, false);
        assertThat(Readiness.of(facts))
                .isEqualTo(
                        new NotReady(
                                "config not received from the daemon (is it running?): "
                                        + "cds updates: 1 successful, 0 rejected; "
                                        + "lds updates: 0 successful, 4 rejected"));
    }
}
