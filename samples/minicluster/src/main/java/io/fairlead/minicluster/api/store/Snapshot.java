package io.fairlead.minicluster.api.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Objects by key, as they were at one revision. Nobody may change the trees.
public record Snapshot(long revision, SortedMap<String, ObjectNode> objects) {
    public Snapshot {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    }
}
