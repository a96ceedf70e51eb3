package io.fairlead.minicluster.streaming;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fairlead.minicluster.kubelet.ExecProcess;
import io.fairlead.minicluster.streaming.CommandStreams.Output;
import io.fairlead.minicluster.transport.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the streams of a command that runs. The command ends with its client, and the client hears how it ended.
final class Command {

    private static final Logger LOG = LoggerFactory.getLogger(Command.class);
    private static final int CHUNK_BYTES = 32_768;

    /// How long its output may stay open after its end, held by what it left behind.
    private static final Duration LEFT_OPEN_MAX = Duration.ofSeconds(2);

    private final ExecProcess process;
    private final CommandStreams streams;
    private final Wire wire;
    private final StreamLimits limits;
    private final CountDownLatch over = new CountDownLatch(1);

    Command(ExecProcess process, CommandStreams streams, Wire wire, StreamLimits limits) {
        this.process = process;
        this.streams = streams;
        this.wire = wire;
        this.limits = limits;
    }

    /// Returns when command and client are gone.
    void run() throws InterruptedException {
        Pump out = new Pump(process.stdout(), Output.STDOUT);
        Pump err = new Pump(process.stderr(), Output.STDERR);
        Thread end = thread("end", () -> end(out, err));
        Thread pings = thread("pings", this::ping);
        // Pipes hold the carriers of virtual threads, so all of this is on threads of its own.
        Thread in = thread("in", this::read);
        in.join();
        process.kill();
        over.countDown();
        end.join();
        pings.join();
    }

    private void read() {
        try {
            streams.read(
                    new CommandStreams.Heard() {
                        @Override
                        public void stdin(byte[] bytes) {
                            toStdin(bytes);
                        }

                        @Override
                        public void stdinEnd() {
                            closeStdin();
                        }

                        @Override
                        public void resize(int columns, int rows) {
                            process.resize(columns, rows);
                        }
                    });
        } catch (IOException gone) {
            LOG.debug("event=command_client_gone reason={}", gone.getMessage());
        }
    }

    private void toStdin(byte[] bytes) {
        try {
            process.stdin().write(bytes);
            process.stdin().flush();
        } catch (IOException _) {
            // Whoever doesn't read what it is sent has closed its input, or has ended.
        }
    }

    private void closeStdin() {
        try {
            process.stdin().close();
        } catch (IOException _) {
            // It was closed from the other side.
        }
    }

    /// Sends what the command prints.
    private final class Pump implements Runnable {

        private final InputStream from;
        private final Output output;
        private final Thread thread;
        private final AtomicLong pieces = new AtomicLong();
        private volatile boolean sending;

        Pump(InputStream from, Output output) {
            this.from = from;
            this.output = output;
            this.thread = thread(output.name(), this);
        }

        @Override
        public void run() {
            byte[] chunk = new byte[CHUNK_BYTES];
            try (from) {
                for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                    sending = true;
                    streams.write(output, Arrays.copyOf(chunk, n));
                    pieces.incrementAndGet();
                    sending = false;
                }
            } catch (IOException gone) {
                LOG.debug("event=command_output_lost reason={}", gone.getMessage());
            }
            sending = false;
        }

        /// Waits for the end of what is printed; not for what the command left behind and that is silent.
        void await() throws InterruptedException {
            long before;
            do {
                before = pieces.get();
            } while (!thread.join(LEFT_OPEN_MAX) && (pieces.get() != before || sending));
        }
    }

    private void end(Pump out, Pump err) {
        try {
            int code = process.await();
            out.await();
            err.await();
            streams.end(status(code));
            // Who closes first with bytes unread loses the last ones that it sent.
            if (!over.await(limits.farewell().toMillis(), TimeUnit.MILLISECONDS)) {
                wire.close();
            }
        } catch (IOException gone) {
            LOG.debug("event=command_status_lost reason={}", gone.getMessage());
            wire.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A client that was killed is noticed even while its command reads nothing.
    private void ping() {
        try {
            while (!over.await(limits.pingEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                streams.ping();
            }
        } catch (IOException gone) {
            process.kill();
            wire.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name("exec-" + name).start(work);
    }

    /// As Kubernetes says it.
    private static ObjectNode status(int code) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("metadata");
        if (code == 0) {
            return status.put("status", "Success");
        }
        status.put("status", "Failure")
                .put("message", "command terminated with non-zero exit code: " + code)
                .put("reason", "NonZeroExitCode")
                .putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return status;
    }
}
