package io.fairlead.proxy.identity.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.identity.verify.Question.Role;
import io.fairlead.proxy.model.PeerValidation;
import io.fairlead.proxy.model.PeerValidation.Roots;
import io.fairlead.testing.Pki;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// All is made when the class is loaded, and judged at that moment.
@SuppressWarnings("TimeInStaticInitializer")
class RevocationsTest {
    private static final Instant NOW = Instant.now();
    private static final Instant LATELY = NOW.minus(Duration.ofMinutes(1));
    private static final Pki.Ca ROOT = Pki.root("bank");
    private static final Pki.Ca BETWEEN = ROOT.intermediate("between", -1);
    private static final Pki.Held SERVER = ROOT.leaf().dns("bank.example").issue();
    private static final Pki.Held OTHER = ROOT.leaf().dns("bank.example").issue();
    private static final Pki.Held DEEP = BETWEEN.leaf().dns("bank.example").issue();

    @Test
    void nobodyIsAskedWithoutLists() {
        assertThat(judge(SERVER)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void whatWasTakenBackIsRefusedAndItsNeighbourIsNot() {
        X509CRL list = ROOT.revoking(LATELY, OTHER);

        assertRefused(Refusal.REVOKED, OTHER, list);
        assertThat(judge(SERVER, list)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aChainIsBelievedNoLongerThanItsListIs() {
        var accepted = (Verdict.Accepted) judge(SERVER, ROOT.revoking(LATELY));

        Instant next = LATELY.plus(Duration.ofHours(1));
        assertThat(accepted.peer().until()).isBetween(next.minusSeconds(1), next);
    }

    @Test
    void eachCertificateOfAChainNeedsAListOfItsIssuer() {
        X509CRL ofRoot = ROOT.revoking(LATELY);
        X509CRL ofBetween = BETWEEN.revoking(LATELY);

        assertThat(judge(DEEP, ofRoot, ofBetween)).isInstanceOf(Verdict.Accepted.class);
        assertRefused(Refusal.REVOCATION_UNKNOWN, DEEP, ofRoot);
        assertRefused(Refusal.REVOCATION_UNKNOWN, DEEP, ofBetween);
    }

    @Test
    void aRevokedIntermediateTakesItsLeavesWithIt() {
        var between = new Pki.Held(List.of(BETWEEN.certificate()), BETWEEN.key());

        assertRefused(
                Refusal.REVOKED, DEEP, ROOT.revoking(LATELY, between), BETWEEN.revoking(LATELY));
    }

    @Test
    void aListCountsOnlyInItsTimeAndWhenItsIssuerSignedIt() {
        Instant old = NOW.minus(Duration.ofHours(2));
        Instant later = NOW.plus(Duration.ofHours(1));

        assertRefused(Refusal.REVOCATION_UNKNOWN, SERVER, ROOT.revoking(old));
        assertRefused(Refusal.REVOCATION_UNKNOWN, SERVER, ROOT.revoking(later));
        assertRefused(Refusal.REVOCATION_UNKNOWN, SERVER, Pki.root("bank").revoking(LATELY));
        assertRefused(Refusal.REVOCATION_UNKNOWN, SERVER, Pki.root("thief").revoking(LATELY));
    }

    private static void assertRefused(Refusal reason, Pki.Held held, X509CRL... lists) {
        Verdict verdict = judge(held, lists);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(((Verdict.Refused) verdict).reason()).isEqualTo(reason);
    }

    private static Verdict judge(Pki.Held held, X509CRL... lists) {
        var validation = new PeerValidation(new Roots.Named("file-root:x"), List.of());
        var question =
                new Question(Role.SERVER, validation, List.of(ROOT.certificate()), List.of(lists));
        return Verifier.judge(held.chain(), question, NOW);
    }
}
