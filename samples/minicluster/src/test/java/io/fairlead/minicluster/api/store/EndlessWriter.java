package io.fairlead.minicluster.api.store;

import java.nio.file.Path;

/// Writes objects and says the number of each when the store has answered, until somebody kills it.
public final class EndlessWriter {

    private static final int WRITES_MAX = 100_000;

    private EndlessWriter() {}

    public static void main(String[] arguments) throws Exception {
        try (ObjectStore store = ObjectStore.open(Path.of(arguments[0]), StoreLimits.DEFAULT)) {
            for (int i = 1; i < WRITES_MAX; i++) {
                store.put("/things/default/n" + i, ObjectStoreTest.object("x"));
                System.out.println(i);
                System.out.flush();
            }
        }
    }
}
