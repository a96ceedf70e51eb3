package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.Backend.Talk;
import io.fairlead.proxy.model.Action;
import io.fairlead.proxy.model.ClusterChoice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which host the next request of a connection goes to.
@Timeout(60)
class ChoiceTest {

    @Test
    void newRoutesAndHostsReachTheNextRequestOfAConnection() throws Exception {
        try (Backend one = answering("one");
                Backend two = answering("two");
                Proxy proxy = new Proxy(2).cluster("a", one.port()).route("/", "a").start()) {
            Talk talk = proxy.connect();
            assertThat(answerOf(talk)).isEqualTo("one");
            proxy.cluster("a", two.port()).start();
            assertThat(answerOf(talk)).isEqualTo("two");
            proxy.cluster("b", one.port()).clearRoutes().route("/", "b").start();
            assertThat(answerOf(talk)).isEqualTo("one");
        }
    }

    @Test
    void weightsAreKept() throws Exception {
        try (Backend one = answering("one");
                Backend two = answering("two");
                Proxy proxy =
                        new Proxy()
                                .cluster("a", one.port())
                                .cluster("b", two.port())
                                .route(
                                        "/",
                                        Action.Forward.of(
                                                new ClusterChoice.Weighted(
                                                        List.of(
                                                                ClusterChoice.WeightedCluster.of(
                                                                        "a", 90),
                                                                ClusterChoice.WeightedCluster.of(
                                                                        "b", 10)))))
                                .start()) {
            Talk talk = proxy.connect();
            int seconds = 0;
            for (int i = 0; i < 1000; i++) {
                seconds += answerOf(talk).equals("two") ? 1 : 0;
            }
            assertThat(seconds).isBetween(60, 150);
        }
    }

    @Test
    void aHostThatKeepsFailingIsLeftOut() throws Exception {
        try (Backend good = answering("one");
                Backend bad =
                        new Backend(talk -> {
                            while (!talk.head().isEmpty()) {
                                talk.say("HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nbad");
                            }
                        });
                Proxy proxy =
                        new Proxy(2)
                                .cluster(Clusters.ejecting("a", 3, good.port(), bad.port()))
                                .route("/", "a")
                                .start()) {
            Talk talk = proxy.connect();
            int failures = 0;
            for (int i = 0; i < 40; i++) {
                failures += answerOf(talk).equals("bad") ? 1 : 0;
            }
            assertThat(failures).isEqualTo(3);
        }
    }

    private static String answerOf(Talk talk) throws IOException {
        talk.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        talk.head();
        return talk.read(3);
    }

    private static Backend answering(String three) throws IOException {
        return new Backend(talk -> {
            while (!talk.head().isEmpty()) {
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + three);
            }
        });
    }
}
