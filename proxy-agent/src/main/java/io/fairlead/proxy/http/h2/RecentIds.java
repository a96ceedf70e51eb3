package io.fairlead.proxy.http.h2;

import java.util.Arrays;

/// The numbers of the streams that were closed last, as many as can matter: frames for older ones can't be under way
/// any more.
final class RecentIds {

    private static final int KEPT = 256;

    private int[] ids = new int[16];
    private int added;

    void add(int id) {
        if (added == ids.length && ids.length < KEPT) {
            ids = Arrays.copyOf(ids, ids.length * 2);
        }
        ids[added++ % ids.length] = id;
    }

    boolean contains(int id) {
        for (int i = 0; i < Math.min(added, ids.length); i++) {
            if (ids[i] == id) {
                return true;
            }
        }
        return false;
    }
}
