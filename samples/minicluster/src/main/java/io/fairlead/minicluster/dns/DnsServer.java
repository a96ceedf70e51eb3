package io.fairlead.minicluster.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers questions over UDP and TCP from the zone it was given last.
public final class DnsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int QUESTION_BYTES_MAX = 4_096;
    private static final int CONNECTIONS_MAX = 64;
    private static final int IDLE_MS_MAX = 10_000;

    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);
    private volatile Zone zone = Zone.EMPTY;

    private DnsServer(DatagramSocket datagrams, ServerSocket streams) {
        this.datagrams = datagrams;
        this.streams = streams;
    }

    /// Listens on one port for both protocols; port 0 takes a free one.
    public static DnsServer start(InetSocketAddress address) throws IOException {
        ServerSocket streams = new ServerSocket();
        streams.setReuseAddress(true);
        streams.bind(address);
        DatagramSocket datagrams =
                new DatagramSocket(
                        new InetSocketAddress(address.getAddress(), streams.getLocalPort()));
        DnsServer server = new DnsServer(datagrams, streams);
        Thread.ofPlatform().daemon().name("dns-udp").start(server::serveDatagrams);
        Thread.ofVirtual().name("dns-tcp").start(server::serveStreams);
        return server;
    }

    /// Where the server listens.
    public int port() {
        return streams.getLocalPort();
    }

    /// From now on answers from this zone.
    public void publish(Zone next) {
        zone = next;
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[QUESTION_BYTES_MAX];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                Optional<byte[]> answer = Answer.toDatagram(zone, question);
                if (answer.isPresent()) {
                    byte[] bytes = answer.get();
                    datagrams.send(
                            new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
                }
            } catch (IOException lost) {
                if (!datagrams.isClosed()) {
                    LOG.warn("event=dns_datagram_lost reason={}", lost.getMessage());
                }
            }
        }
    }

    private void serveStreams() {
        while (!streams.isClosed()) {
            try {
                Socket socket = streams.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException lost) {
                if (!streams.isClosed()) {
                    LOG.warn("event=dns_accept_failed reason={}", lost.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(IDLE_MS_MAX);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                int length = in.readUnsignedShort();
                if (length > QUESTION_BYTES_MAX) {
                    return;
                }
                Optional<byte[]> answer = Answer.toStream(zone, in.readNBytes(length));
                if (answer.isEmpty()) {
                    return;
                }
                byte[] bytes = answer.get();
                byte[] framed = new byte[bytes.length + 2];
                framed[0] = (byte) (bytes.length >>> 8);
                framed[1] = (byte) bytes.length;
                System.arraycopy(bytes, 0, framed, 2, bytes.length);
                out.write(framed);
            }
        } catch (EOFException _) {
            // The asker has no more questions.
        } catch (IOException gone) {
            LOG.debug("event=dns_stream_lost reason={}", gone.getMessage());
        } finally {
            connections.release();
        }
    }
}
