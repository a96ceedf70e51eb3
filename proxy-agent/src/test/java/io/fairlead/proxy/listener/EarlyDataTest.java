package io.fairlead.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listener.MeshProxy.Mode;
import io.fairlead.testing.Pki;
import io.fairlead.testing.RealParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Data before the handshake can be replayed by anybody who recorded it (RFC 8446, 8), so none is taken: neither from a
/// client that keeps to its ticket nor from one that sends it all the same.
@Timeout(60)
class EarlyDataTest {

    private static final String CART = "spiffe://cluster.local/ns/shop/sa/cart";
    private static final Pki.Ca ROOT = Pki.root("cluster.local");
    private static final Pki.Held HELD = ROOT.workload(CART);

    /// `max_early_data [15] EXPLICIT INTEGER` of 16,384 in openssl's form of a session.
    private static final byte[] ALLOWED = HexFormat.of().parseHex("af0402024000");

    private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n");

    @TempDir private Path dir;
    private Path openssl;
    private Path session;
    private Backend application;
    private MeshProxy proxy;

    @BeforeEach
    void start() throws Exception {
        openssl = RealParts.program("openssl", "apt-get install openssl");
        session = dir.resolve("session.pem");
        Files.writeString(dir.resolve("held.pem"), HELD.chainPem() + HELD.keyPem());
        Files.writeString(dir.resolve("early"), "GET /early HTTP/1.1\r\nHost: a\r\n\r\n");
        application = Backend.echo();
        proxy = new MeshProxy(MeshSecrets.of(HELD, ROOT)).inbound(Mode.STRICT, application.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        application.close();
    }

    @Test
    void aTicketAllowsNone() throws Exception {
        assertThat(visit()).contains("Max Early Data: 0");

        assertThat(returnEarly()).contains("Reused, TLSv1.3").contains("Early data was not sent");
    }

    @Test
    void whatIsSentAllTheSameNeverReachesTheApplication() throws Exception {
        visit();
        allowEarlyData();
        int before = application.connections();

        assertThat(returnEarly()).contains("Early data was rejected");
        assertThat(application.connections()).isEqualTo(before);
    }

    /// A whole request: tickets come with the answer. The server ends it.
    private String visit() throws Exception {
        Process client = client("-sess_out", session.toString());
        client.getOutputStream()
                .write(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        String said = said(client);
        assertThat(session).as(said).isNotEmptyFile();
        return said;
    }

    /// Comes again with the ticket, and has something to say early if it is allowed.
    private String returnEarly() throws Exception {
        Process client =
                client(
                        "-sess_in",
                        session.toString(),
                        "-early_data",
                        dir.resolve("early").toString());
        client.getOutputStream().close();
        return said(client);
    }

    private static String said(Process client) throws Exception {
        CompletableFuture<String> said =
                CompletableFuture.supplyAsync(
                        () -> client.inputReader(StandardCharsets.UTF_8).lines().collect(LINES));
        boolean ended = client.waitFor(20, TimeUnit.SECONDS);
        if (!ended) {
            client.destroyForcibly();
        }
        String text = said.get(10, TimeUnit.SECONDS);
        assertThat(ended).as("it ends by itself; it said: " + text).isTrue();
        return text;
    }

    private Process client(String... options) throws IOException {
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        openssl.toString(),
                                        "s_client",
                                        "-tls1_3",
                                        "-connect",
                                        "127.0.0.1:" + proxy.port(),
                                        "-cert",
                                        dir.resolve("held.pem").toString(),
                                        "-key",
                                        dir.resolve("held.pem").toString()),
                                Stream.of(options))
                        .toList();
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Writes into the stored session that the server takes early data, which it never said.
    private void allowEarlyData() throws IOException {
        String pem = Files.readString(session);
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(
                                pem.replaceAll("-----[^-]+-----", "")
                                        .getBytes(StandardCharsets.US_ASCII));
        ByteBuffer fields = ByteBuffer.wrap(der);
        fields.get();
        int length = length(fields);
        assertThat(length).isEqualTo(fields.remaining());
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        boolean written = false;
        while (fields.hasRemaining()) {
            int start = fields.position();
            int tag = Byte.toUnsignedInt(fields.get());
            fields.position(length(fields) + fields.position());
            if (!written && tag > Byte.toUnsignedInt(ALLOWED[0])) {
                changed.write(ALLOWED);
                written = true;
            }
            changed.write(der, start, fields.position() - start);
        }
        if (!written) {
            changed.write(ALLOWED);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(0x30);
        whole.write(0x83);
        whole.write(changed.size() >> 16);
        whole.write(changed.size() >> 8);
        whole.write(changed.size());
        changed.writeTo(whole);
        Files.writeString(
                session,
                "-----BEGIN SSL SESSION PARAMETERS-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(whole.toByteArray())
                        + "\n-----END SSL SESSION PARAMETERS-----\n");
    }

    private static int length(ByteBuffer der) {
        int first = Byte.toUnsignedInt(der.get());
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int count = first & 0x7f; count > 0; count--) {
            length = length << 8 | Byte.toUnsignedInt(der.get());
        }
        return length;
    }
}
