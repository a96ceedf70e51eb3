package io.fairlead.ingest.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.ingest.decode.Limits;
import io.fairlead.ingest.validate.FileSet.FileName;
import io.fairlead.model.config.Problem;
import io.fairlead.testing.Pki;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said about rules whose Secrets are missing, or hold less than the rule needs.
class SecretAnalysisTest {
    private static final Pki.Ca CA = Pki.root("bank");
    private static final Pki.Held HELD = CA.leaf().dns("me").issue();
    private static final String SELECTOR = "workloadSelector: {matchLabels: {app: web}}";
    private static final String MUTUAL = "{mode: MUTUAL, credentialName: bank}";
    private static final String SIMPLE = "{mode: SIMPLE, credentialName: bank}";
    private static final String PAIR =
            entry("tls.crt", HELD.chainPem()) + entry("tls.key", HELD.keyPem());
    private static final String ROOTS = entry("ca.crt", CA.pem());

    @Test
    void aMissingSecretIsNamedWithTheRuleItsFieldAndTheFix() {
        assertThat(missing(rule(MUTUAL)))
                .singleElement()
                .asString()
                .contains(
                        "DestinationRule default/bank spec.trafficPolicy.tls.credentialName",
                        "there is no Secret default/bank with certificates",
                        "without it requests get 503",
                        "with tls.crt and tls.key");
        assertThat(missing(rule(SIMPLE)))
                .singleElement()
                .asString()
                .contains("neither the Secret default/bank nor default/bank-cacert says whom");
    }

    @Test
    void oneThatHoldsWhatTheModeNeedsIsEnough() {
        assertThat(missing(rule(MUTUAL) + secret("bank", PAIR + ROOTS))).isEmpty();
        assertThat(missing(rule(MUTUAL.replace("bank", "\"kubernetes://bank\"")) + both()))
                .isEmpty();
        assertThat(missing(rule(SIMPLE) + secret("bank", ROOTS))).isEmpty();
        assertThat(missing(rule(SIMPLE) + secret("bank-cacert", ROOTS))).isEmpty();
        assertThat(missing(rule(SIMPLE.replace("}", ", insecureSkipVerify: true}")))).isEmpty();
    }

    @Test
    void oneThatHoldsLessIsTold() {
        assertThat(missing(rule(MUTUAL) + secret("bank", ROOTS)))
                .singleElement()
                .asString()
                .contains("the Secret default/bank holds no certificate to show");
        assertThat(missing(rule(MUTUAL) + secret("bank", PAIR)))
                .singleElement()
                .asString()
                .contains("says whom to believe");
        assertThat(missing(rule(SIMPLE) + both().replace("{name", "{namespace: other, name")))
                .hasSize(1);
    }

    @Test
    void portsAndSubsetsAreLookedAtToo() {
        String ports = "portLevelSettings: [{port: {number: 80}, tls: " + SIMPLE + "}]";
        String subset = "subsets: [{name: a, trafficPolicy: {tls: " + MUTUAL + "}}]";

        assertThat(missing(bare(SELECTOR, "trafficPolicy: {" + ports + "}")))
                .singleElement()
                .asString()
                .contains("spec.trafficPolicy.portLevelSettings.credentialName");
        assertThat(missing(bare(SELECTOR, subset)))
                .singleElement()
                .asString()
                .contains("spec.subsets[0].trafficPolicy.tls.credentialName");
    }

    @Test
    void whereTheNameHasNoEffectNothingIsMissing() {
        assertThat(missing(bare("exportTo: [\"*\"]", "trafficPolicy: {tls: " + MUTUAL + "}")))
                .isEmpty();
    }

    private static String both() {
        return secret("bank", PAIR + ROOTS);
    }

    private static List<String> missing(String text) {
        Validation validation =
                Validation.of(
                        Map.of(
                                new FileName(0, "a.yaml", false),
                                FileCheck.check("a.yaml", text, Limits.DEFAULT)));
        assertThat(validation.errors()).as("%s", validation.problems()).isZero();
        return validation.problems().stream()
                .map(Problem::text)
                .filter(line -> line.contains("[missing-secret]"))
                .toList();
    }

    private static String rule(String tls) {
        return bare(SELECTOR, "trafficPolicy: {tls: " + tls + "}");
    }

    private static String bare(String selector, String more) {
        return """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: bank}
        spec:
          host: bank.example
          %s
          %s
        ---
        """
                .formatted(selector, more);
    }

    private static String secret(String name, String data) {
        return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData:
        %s---
        """
                .formatted(name, data);
    }

    private static String entry(String key, String pem) {
        return "  %s: |\n%s".formatted(key, pem.indent(4));
    }
}
