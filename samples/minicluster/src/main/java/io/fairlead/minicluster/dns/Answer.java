package io.fairlead.minicluster.dns;

import io.fairlead.minicluster.dns.Zone.Entry;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Decides the answer to one question.
public final class Answer {

    /// Short, because pods come and go.
    private static final int TTL_SECONDS = 5;

    private static final int ALIASES_MAX = 8;
    private static final int UDP_BYTES_DEFAULT = 512;
    private static final int UDP_BYTES_MAX = 1_232;

    private Answer() {}

    /// The answer to a datagram, or empty where it is no question worth one.
    public static Optional<byte[]> toDatagram(Zone zone, byte[] question) {
        return decide(zone, question).map(answer -> answer.message().toWire(answer.udpBytes()));
    }

    /// The answer to a question that came over TCP.
    public static Optional<byte[]> toStream(Zone zone, byte[] question) {
        return decide(zone, question).map(answer -> answer.message().toWire(65_535));
    }

    private record Sized(Message message, int udpBytes) {}

    private static Optional<Sized> decide(Zone zone, byte[] bytes) {
        Message query;
        try {
            query = new Message(bytes);
        } catch (IOException broken) {
            return Optional.empty();
        }
        if (query.getHeader().getFlag(Flags.QR)) {
            // An answer to an answer would let two servers talk for ever.
            return Optional.empty();
        }
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
            answer.getHeader().setFlag(Flags.RA);
        }
        @Nullable Record question = query.getQuestion();
        if (query.getHeader().getOpcode() != Opcode.QUERY || question == null) {
            answer.getHeader().setRcode(Rcode.NOTIMP);
            return Optional.of(new Sized(answer, UDP_BYTES_DEFAULT));
        }
        answer.addRecord(question, Section.QUESTION);
        fill(zone, question, answer);
        int offered = query.getOPT() == null ? UDP_BYTES_DEFAULT : query.getOPT().getPayloadSize();
        return Optional.of(
                new Sized(answer, Math.clamp(offered, UDP_BYTES_DEFAULT, UDP_BYTES_MAX)));
    }

    private static void fill(Zone zone, Record question, Message answer) {
        String name = Zone.bare(question.getName().toString());
        Name owner = question.getName();
        for (int i = 0; i < ALIASES_MAX; i++) {
            @Nullable Entry entry = zone.entries().get(name);
            switch (entry) {
                case null -> {
                    nothing(zone, name, i > 0, answer);
                    return;
                }
                case Entry.Addresses addresses -> {
                    if (question.getType() == Type.A || question.getType() == Type.ANY) {
                        addAddresses(owner, addresses, answer);
                    } else {
                        addAuthority(answer);
                    }
                    return;
                }
                case Entry.Alias(String target) -> {
                    Name next = name(target);
                    answer.addRecord(
                            new CNAMERecord(owner, DClass.IN, TTL_SECONDS, next), Section.ANSWER);
                    if (question.getType() == Type.CNAME) {
                        return;
                    }
                    owner = next;
                    name = target;
                }
            }
        }
    }

    private static void nothing(Zone zone, String name, boolean alias, Message answer) {
        // An alias to a name outside is an answer in itself; whether that name exists is for others
        // to say.
        boolean outside = !name.endsWith("." + Zone.DOMAIN);
        if (!(alias && outside) && !zone.hasNamesBelow(name)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        addAuthority(answer);
    }

    private static void addAddresses(Name owner, Entry.Addresses addresses, Message answer) {
        for (String ip : addresses.ips()) {
            answer.addRecord(
                    new ARecord(owner, DClass.IN, TTL_SECONDS, InetAddress.ofLiteral(ip)),
                    Section.ANSWER);
        }
    }

    /// Says how long a "no" may be remembered.
    private static void addAuthority(Message answer) {
        Name zone = name(Zone.DOMAIN);
        answer.addRecord(
                new SOARecord(
                        zone,
                        DClass.IN,
                        TTL_SECONDS,
                        name("ns.dns." + Zone.DOMAIN),
                        name("hostmaster." + Zone.DOMAIN),
                        1,
                        7_200,
                        1_800,
                        86_400,
                        TTL_SECONDS),
                Section.AUTHORITY);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text + ".");
        } catch (TextParseException illegal) {
            throw new IllegalStateException("not a DNS name: " + text, illegal);
        }
    }
}
