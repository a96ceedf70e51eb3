package io.fairlead.ca.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.fairlead.ca.caller.TokenReviews.Outcome;
import io.fairlead.model.identity.Caller;
import io.fairlead.model.identity.SpiffeId;
import java.text.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenReviewsTest {

    private static final TokenPolicy POLICY = TokenPolicy.of("", "istio-ca", "cluster.local");
    private static final Caller.Known WEB =
            new Caller.Known(
                    new SpiffeId("cluster.local", "shop", "web"), Caller.Proof.TOKEN, "web-7d4b9");
    private static final String USER = "'user':{'username':'system:serviceaccount:shop:web'}";
    private static final String GOOD = "'authenticated':true,'audiences':['istio-ca'],";

    @Test
    void theQuestionHasTokenAndAudience() throws ParseException {
        assertThat(JSONObjectUtils.parse(TokenReviews.question("a.b.c", POLICY)))
                .isEqualTo(
                        JSONObjectUtils.parse(
                                json(
                                        "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenReview',"
                                                + "'spec':{'token':'a.b.c','audiences':['istio-ca']}}")));
    }

    @Test
    void theTokenThatEveryPodHasIsForTheServerItself() throws ParseException {
        TokenPolicy first = TokenPolicy.of("", TokenPolicy.OF_THE_SERVER, "cluster.local");
        assertThat(JSONObjectUtils.parse(TokenReviews.question("a.b.c", first)))
                .isEqualTo(
                        JSONObjectUtils.parse(
                                json(
                                        "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenReview',"
                                                + "'spec':{'token':'a.b.c'}}")));
        assertThat(
                        TokenReviews.answer(
                                json(
                                        "{'kind':'TokenReview','status':{'authenticated':true,"
                                                + "'audiences':['https://kubernetes.default.svc'],"
                                                + USER
                                                + "}}"),
                                WEB,
                                first))
                .isEqualTo(new Outcome.Decided(new Verdict.Good(WEB)));
    }

    @Test
    void whomTheApiServerKnowsIsWhomTheTokenNames() {
        assertThat(answer("{'kind':'TokenReview','status':{" + GOOD + USER + "}}"))
                .isEqualTo(new Outcome.Decided(new Verdict.Good(WEB)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'kind':'TokenReview','status':{'user':{},'error':'expired'}}|does not accept it",
                "{'kind':'TokenReview','status':{'authenticated':false,'audiences':['istio-ca'],'user':"
                        + "{'username':'system:serviceaccount:shop:web'}}}|does not accept it",
                "{'kind':'TokenReview','status':{'authenticated':'true','audiences':['istio-ca']}}|does not accept it",
                "{'kind':'TokenReview'}|does not accept it",
                "{'kind':'TokenReview','status':{'authenticated':true,'user':"
                        + "{'username':'system:serviceaccount:shop:web'}}}|does not say that it is for",
                "{'kind':'TokenReview','status':{'authenticated':true,'audiences':['vault'],'user':"
                        + "{'username':'system:serviceaccount:shop:web'}}}|does not say that it is for",
                "{'kind':'TokenReview','status':{'authenticated':true,'audiences':['istio-ca'],'user':"
                        + "{'username':'system:serviceaccount:shop:cart'}}}|as another's",
                "{'kind':'TokenReview','status':{'authenticated':true,'audiences':['istio-ca'],'user':"
                        + "{'username':'admin'}}}|as another's",
                "{'kind':'TokenReview','status':{'authenticated':true,'audiences':['istio-ca']}}|as another's",
                "{'kind':'Status','status':'Failure','code':500}|no TokenReview",
                "[]|no TokenReview",
                "<html>|no JSON object",
                "\"\"|no JSON object",
            })
    void everythingElseIsRefused(String json, String reason) {
        assertThat(
                        switch (answer(json)) {
                            case Outcome.Decided(Verdict.Bad(String why)) -> why;
                            case Outcome.Unreadable(String why) -> why;
                            case Outcome.Decided(Verdict.Good good) -> good.toString();
                        })
                .contains(reason);
    }

    private static Outcome answer(String json) {
        return TokenReviews.answer(json(json), WEB, POLICY);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
