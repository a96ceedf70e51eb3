package io.fairlead.proxy.listener;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads heads and chunked bodies of `x`s.
final class Chunks {

    private final InputStream in;
    private long left;
    private boolean first = true;

    Chunks(InputStream from) {
        in = new BufferedInputStream(from, 65_536);
    }

    /// Reads up to so many bytes of the body, and gives how many came before its end.
    long skip(long length) throws IOException {
        long got = 0;
        while (got < length) {
            if (left == 0) {
                left = size();
                if (left == 0) {
                    return got;
                }
            }
            long n = Flood.drain(in, Math.min(left, length - got), (byte) 'x');
            if (n == 0) {
                throw new IOException("the connection ended within a chunk");
            }
            left -= n;
            got += n;
        }
        return got;
    }

    /// The next head of an answer; empty at the end of input.
    static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        int b = in.read();
        while (b >= 0) {
            head.append((char) b);
            int length = head.length();
            if (b == '\n' && length > 3 && head.charAt(length - 3) == '\n') {
                break;
            }
            b = in.read();
        }
        return head.toString();
    }

    private long size() throws IOException {
        if (!first) {
            line();
        }
        first = false;
        return Long.parseLong(line(), 16);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new IOException("the connection ended between chunks, after " + line);
            }
            if (b != '\r') {
                line.append((char) b);
            }
            b = in.read();
        }
        return line.toString();
    }
}
