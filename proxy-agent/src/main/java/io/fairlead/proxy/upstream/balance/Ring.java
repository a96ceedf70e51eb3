package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.model.Host;
import java.util.Arrays;
import java.util.List;

/// Hosts on a ring of hashes, as Envoy builds it: host `a` has points `xxHash64("a_0")`, `xxHash64("a_1")`, … in
/// proportion to its weight, so that the host with the least weight still has a whole number of them. A host that comes
/// or goes moves the requests next to its own points and, because the others' numbers of points change, a few more.
final class Ring implements GroupPicker {
    private final long[] points;
    private final int[] owners;

    private record Point(long hash, int owner) {}

    Ring(int[] hosts, List<Host> all, long sizeMin, long sizeMax) {
        double total = 0;
        double least = Double.MAX_VALUE;
        for (int host : hosts) {
            int weight = all.get(host).weight();
            total += weight;
            least = Math.min(least, weight);
        }
        double leastShare = least / total;
        double scale =
                Math.min(Math.ceil(leastShare * (double) sizeMin) / leastShare, (double) sizeMax);
        Point[] ring = new Point[(int) Math.ceil(scale) + hosts.length];
        int size = 0;
        double target = 0;
        for (int host : hosts) {
            target += scale * all.get(host).weight() / total;
            String name = name(all.get(host)) + "_";
            for (int i = 0; size < target && size < ring.length; i++) {
                ring[size++] = new Point(XxHash64.hash(name + i), host);
            }
        }
        Arrays.sort(ring, 0, size, (a, b) -> Long.compareUnsigned(a.hash(), b.hash()));
        this.points = new long[size];
        this.owners = new int[size];
        for (int i = 0; i < size; i++) {
            points[i] = ring[i].hash();
            owners[i] = ring[i].owner();
        }
    }

    private static String name(Host host) {
        return host.address().toString();
    }

    @Override
    public int pick(HostStates states, long random, long hash, int attempt) {
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(points[middle], hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return owners[(int) ((low + (long) attempt) % points.length)];
    }

    int size() {
        return points.length;
    }
}
