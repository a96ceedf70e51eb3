package io.fairlead.minicluster.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnswerTest {

    private static final Zone ZONE = zone();

    @ParameterizedTest
    @CsvSource({
        "web.default.svc.cluster.local,     A,    NOERROR,  10.96.3.4",
        "WEB.Default.svc.cluster.LOCAL,     A,    NOERROR,  10.96.3.4",
        "web.default.svc.cluster.local,     AAAA, NOERROR,  ''",
        "web.default.svc.cluster.local,     TXT,  NOERROR,  ''",
        "web,                               A,    NXDOMAIN, ''",
        "web.default,                       A,    NXDOMAIN, ''",
        "nosuch.default.svc.cluster.local,  A,    NXDOMAIN, ''",
        "nosuch.default.svc.cluster.local,  AAAA, NXDOMAIN, ''",
        "default.svc.cluster.local,         A,    NOERROR,  ''",
        "example.com,                       A,    NXDOMAIN, ''",
        "pods.default.svc.cluster.local,    A,    NOERROR,  10.244.0.2 10.244.0.3",
        "one.pods.default.svc.cluster.local, A,   NXDOMAIN, ''",
        "ext.default.svc.cluster.local,     A,    NOERROR,  example.org.",
        "alias.default.svc.cluster.local,   A,    NOERROR,"
                + " web.default.svc.cluster.local. 10.96.3.4",
        "loop.default.svc.cluster.local,    CNAME, NOERROR, loop.default.svc.cluster.local.",
    })
    void answers(String name, String type, String rcode, String data) throws IOException {
        Message answer = ask(name, Type.value(type));
        assertThat(Rcode.string(answer.getRcode())).isEqualTo(rcode);
        assertThat(
                        String.join(
                                " ",
                                answer.getSection(Section.ANSWER).stream()
                                        .map(Record::rdataToString)
                                        .toList()))
                .isEqualTo(data);
    }

    @Test
    void anAliasThatLeadsToItselfEnds() throws IOException {
        assertThat(ask("loop.default.svc.cluster.local", Type.A).getSection(Section.ANSWER))
                .hasSizeLessThan(10);
    }

    @Test
    void aLongAnswerIsCutOverUdpAndWholeOverTcp() throws IOException {
        List<String> ips = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ips.add("10.244.1." + i);
        }
        Zone many = new Zone(Map.of("many.cluster.local", new Zone.Entry.Addresses(ips)));
        byte[] question = question("many.cluster.local", Type.A);
        byte[] udp = Answer.toDatagram(many, question).orElseThrow();
        assertThat(udp).hasSizeLessThanOrEqualTo(512);
        assertThat(new Message(udp).getHeader().getFlag(org.xbill.DNS.Flags.TC)).isTrue();
        Message tcp = new Message(Answer.toStream(many, question).orElseThrow());
        assertThat(tcp.getSection(Section.ANSWER)).hasSize(100);
    }

    @Test
    void anAnswerIsNotAnswered() throws IOException {
        byte[] answer =
                Answer.toStream(ZONE, question("web.default.svc.cluster.local", Type.A))
                        .orElseThrow();
        assertThat(Answer.toDatagram(ZONE, answer)).isEmpty();
    }

    @Test
    void noBytesBreakTheServer() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        byte[] good = question("web.default.svc.cluster.local", Type.A);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int j = 0; j < 1 + random.nextInt(6); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Answer.toDatagram(ZONE, bytes);
        }
    }

    private static Message ask(String name, int type) throws IOException {
        return new Message(Answer.toDatagram(ZONE, question(name, type)).orElseThrow());
    }

    private static byte[] question(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN))
                .toWire();
    }

    private static Zone zone() {
        return new Zone(
                Map.of(
                        "web.default.svc.cluster.local",
                        new Zone.Entry.Addresses(List.of("10.96.3.4")),
                        "pods.default.svc.cluster.local",
                        new Zone.Entry.Addresses(List.of("10.244.0.2", "10.244.0.3")),
                        "ext.default.svc.cluster.local",
                        new Zone.Entry.Alias("example.org"),
                        "alias.default.svc.cluster.local",
                        new Zone.Entry.Alias("web.default.svc.cluster.local"),
                        "loop.default.svc.cluster.local",
                        new Zone.Entry.Alias("loop.default.svc.cluster.local")));
    }
}
