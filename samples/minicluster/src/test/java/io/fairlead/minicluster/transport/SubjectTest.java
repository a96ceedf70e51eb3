package io.fairlead.minicluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/// Whom a certificate names, whatever its parts contain.
class SubjectTest {

    @Test
    void nameAndOrganizationsAreRead() {
        assertThat(Subject.of(new X500Principal("O=one,O=two,CN=somebody")))
                .hasValueSatisfying(subject -> {
                    assertThat(subject.name()).isEqualTo("somebody");
                    assertThat(subject.organizations())
                            .containsExactlyInAnyOrderElementsOf(List.of("one", "two"));
                });
    }

    @Test
    void aCommaInAPartBeginsNoOther() {
        assertThat(Subject.of(new X500Principal("O=x\\,CN=boss,CN=somebody")))
                .contains(new Subject("somebody", List.of("x,CN=boss")));
    }

    @Test
    void whoHasNoCommonNameIsNobody() {
        assertThat(Subject.of(new X500Principal("O=one"))).isEmpty();
    }
}
