package io.fairlead.telemetry.aggregate;

import io.fairlead.telemetry.aggregate.TrafficReport.Bucket;
import io.fairlead.telemetry.aggregate.TrafficReport.Protocol;
import io.fairlead.telemetry.aggregate.TrafficReport.Row;

/// Added numbers of some time.
final class Sum {
    private static final int SERVER_ERROR = 5;

    long count;
    long errors;
    long mutual;
    long bytes;
    final long[] latency = new long[Latency.BUCKETS];

    void add(Row row) {
        count = plus(count, row.count());
        if (isError(row)) {
            errors = plus(errors, row.count());
        }
        if (row.mutualTls()) {
            mutual = plus(mutual, row.count());
        }
        bytes = plus(bytes, row.bytes());
        for (Bucket bucket : row.latency()) {
            latency[bucket.index()] = plus(latency[bucket.index()], bucket.count());
        }
    }

    void add(Sum other) {
        count = plus(count, other.count);
        errors = plus(errors, other.errors);
        mutual = plus(mutual, other.mutual);
        bytes = plus(bytes, other.bytes);
        for (int i = 0; i < latency.length; i++) {
            latency[i] = plus(latency[i], other.latency[i]);
        }
    }

    private static boolean isError(Row row) {
        return row.protocol() != Protocol.TCP
                && (row.responseClass() == SERVER_ERROR || row.responseClass() == 0);
    }

    /// A sidecar may say any number; a sum must not turn negative for it.
    private static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
