package io.fairlead.replica.relay;

import io.fairlead.model.mtls.PodRef;
import io.fairlead.model.mtls.PortMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a daemon sees of the proxies that are connected to it.
///
/// @param listeners of pods whose proxy has acknowledged one
/// @param issued certificates that it gave out
public record Sight(Map<PodRef, Listener> listeners, Set<Issued> issued) {
    public static final Sight NONE = new Sight(Map.of(), Set.of());

    /// What a pod's ports do by the listener that its proxy has acknowledged.
    ///
    /// @param stock its proxy is a stock Envoy
    /// @param modes by port; 0 stands for all that are not named
    public record Listener(boolean stock, SortedMap<Integer, PortMode> modes) {
        public Listener {
            modes = Collections.unmodifiableSortedMap(new TreeMap<>(modes));
        }
    }

    /// One certificate in somebody's hands.
    ///
    /// @param pod that fetched it; empty when it isn't known
    public record Issued(String identity, String pod, Instant from, Instant until) {}

    public Sight {
        listeners = Map.copyOf(listeners);
        issued = Set.copyOf(issued);
    }

    /// Some of what is new.
    ///
    /// @param gone pods whose proxy has left
    /// @param issued more certificates; those that end are forgotten by whoever hears of them
    public record News(Map<PodRef, Listener> listeners, Set<PodRef> gone, Set<Issued> issued) {
        public News {
            listeners = Map.copyOf(listeners);
            gone = Set.copyOf(gone);
            issued = Set.copyOf(issued);
        }
    }

    /// What is new against what was told before, in parts of bounded size; at least one, for silence would be news.
    List<News> since(Sight before, int max) {
        Map<PodRef, Listener> other = new HashMap<>(listeners);
        other.entrySet().removeIf(one -> one.getValue().equals(before.listeners.get(one.getKey())));
        Set<PodRef> gone = new HashSet<>(before.listeners.keySet());
        gone.removeAll(listeners.keySet());
        Set<Issued> more = new HashSet<>(issued);
        more.removeAll(before.issued);
        Iterator<Map.Entry<PodRef, Listener>> first = other.entrySet().iterator();
        Iterator<PodRef> second = gone.iterator();
        Iterator<Issued> third = more.iterator();
        List<News> parts = new ArrayList<>();
        do {
            Map<PodRef, Listener> some = new HashMap<>();
            Set<PodRef> left = new HashSet<>();
            Set<Issued> given = new HashSet<>();
            for (int i = 0; i < max; i++) {
                if (first.hasNext()) {
                    Map.Entry<PodRef, Listener> one = first.next();
                    some.put(one.getKey(), one.getValue());
                } else if (second.hasNext()) {
                    left.add(second.next());
                } else if (third.hasNext()) {
                    given.add(third.next());
                }
            }
            parts.add(new News(some, left, given));
        } while (first.hasNext() || second.hasNext() || third.hasNext());
        return parts;
    }
}
