package io.fairlead.model.snapshot;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An immutable map in the natural order of its keys. A changed copy shares all but a few entries with the map that it
/// came from, so a step of a large mesh costs what it changes: a balanced binary tree whose changed path is copied.
///
/// @param <K> a key
/// @param <V> a value
@SuppressWarnings({
    "ReferenceEquality", // Identity is how shared parts are known.
    "JdkObsolete" // Snapshots are made of SortedMaps; nobody asks for the nearest key.
})
public final class OrderedMap<K extends Comparable<K>, V> extends AbstractMap<K, V>
        implements SortedMap<K, V> {

    private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(null);

    private final @Nullable Node<K, V> root;

    private OrderedMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    /// Without entries.
    @SuppressWarnings("unchecked") // It has no key and no value.
    public static <K extends Comparable<K>, V> OrderedMap<K, V> empty() {
        return (OrderedMap<K, V>) EMPTY;
    }

    /// These entries: the map itself where it is one of this kind.
    public static <K extends Comparable<K>, V> OrderedMap<K, V> copyOf(
            Map<? extends K, ? extends V> map) {
        if (map instanceof OrderedMap<? extends K, ? extends V> same) {
            @SuppressWarnings("unchecked") // It can't change.
            OrderedMap<K, V> known = (OrderedMap<K, V>) same;
            return known;
        }
        TreeMap<K, V> sorted = new TreeMap<>(map);
        return sorted.isEmpty()
                ? empty()
                : new OrderedMap<>(build(sorted.entrySet().iterator(), sorted.size()));
    }

    private static <K extends Comparable<K>, V> @Nullable Node<K, V> build(
            Iterator<Map.Entry<K, V>> entries, int count) {
        if (count == 0) {
            return null;
        }
        int before = count / 2;
        Node<K, V> left = build(entries, before);
        Map.Entry<K, V> middle = entries.next();
        return new Node<>(
                middle.getKey(), middle.getValue(), left, build(entries, count - before - 1));
    }

    /// The same, but with this value for the key. Returns this when it has that value already.
    public OrderedMap<K, V> with(K key, V value) {
        Node<K, V> next = Node.put(root, key, value);
        return next == root ? this : new OrderedMap<>(next);
    }

    /// The same, but without the key. Returns this when it has no such key.
    public OrderedMap<K, V> without(K key) {
        Node<K, V> next = Node.remove(root, key);
        if (next == null) {
            return empty();
        }
        return next == root ? this : new OrderedMap<>(next);
    }

    /// Keys that have another value in the other map, or are in one of the two only, in order. What both share is not
    /// looked at.
    public List<K> differing(OrderedMap<K, V> other) {
        List<K> found = new ArrayList<>();
        Node.differing(root, other.root, found);
        return found;
    }

    private @Nullable Node<K, V> find(@Nullable Object key) {
        @SuppressWarnings("unchecked") // Asking for something else fails as in every sorted map.
        K wanted = (K) key;
        Node<K, V> at = root;
        while (at != null && wanted != null) {
            int order = wanted.compareTo(at.key);
            if (order == 0) {
                return at;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        Node<K, V> found = find(key);
        return found == null ? null : found.value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) != null;
    }

    @Override
    public int size() {
        return Node.size(root);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new InOrder<>(root);
            }

            @Override
            public int size() {
                return OrderedMap.this.size();
            }
        };
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return null;
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
        return range(from, to);
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
        return range(null, to);
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
        return range(from, null);
    }

    /// Costs what it finds, however large the map is.
    private SortedMap<K, V> range(@Nullable K from, @Nullable K to) {
        List<Map.Entry<K, V>> found = new ArrayList<>();
        Node.addRange(root, from, to, found);
        return new OrderedMap<>(build(found.iterator(), found.size()));
    }

    @Override
    public K firstKey() {
        Node<K, V> at = some();
        for (Node<K, V> next = at.left; next != null; next = next.left) {
            at = next;
        }
        return at.key;
    }

    @Override
    public K lastKey() {
        Node<K, V> at = some();
        for (Node<K, V> next = at.right; next != null; next = next.right) {
            at = next;
        }
        return at.key;
    }

    private Node<K, V> some() {
        if (root == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return root;
    }

    private static final class InOrder<K extends Comparable<K>, V>
            implements Iterator<Map.Entry<K, V>> {
        private final Deque<Node<K, V>> path = new ArrayDeque<>();

        InOrder(@Nullable Node<K, V> root) {
            descend(root);
        }

        private void descend(@Nullable Node<K, V> from) {
            for (Node<K, V> at = from; at != null; at = at.left) {
                path.push(at);
            }
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public Map.Entry<K, V> next() {
            Node<K, V> at = path.pop();
            descend(at.right);
            return at;
        }
    }

    /// An entry with those before and behind it; heights of the two sides differ by one at most.
    private static final class Node<K extends Comparable<K>, V> implements Map.Entry<K, V> {
        private final K key;
        private final V value;
        private final @Nullable Node<K, V> left;
        private final @Nullable Node<K, V> right;
        private final int height;
        private final int size;

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.height = 1 + Math.max(height(left), height(right));
            this.size = 1 + size(left) + size(right);
        }

        static int height(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.height;
        }

        static int size(@Nullable Node<?, ?> node) {
            return node == null ? 0 : node.size;
        }

        static <K extends Comparable<K>, V> Node<K, V> put(
                @Nullable Node<K, V> at, K key, V value) {
            if (at == null) {
                return new Node<>(key, value, null, null);
            }
            int order = key.compareTo(at.key);
            if (order == 0) {
                return at.value.equals(value) ? at : new Node<>(key, value, at.left, at.right);
            }
            if (order < 0) {
                Node<K, V> left = put(at.left, key, value);
                return left == at.left ? at : balanced(at, left, at.right);
            }
            Node<K, V> right = put(at.right, key, value);
            return right == at.right ? at : balanced(at, at.left, right);
        }

        static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
                @Nullable Node<K, V> at, K key) {
            if (at == null) {
                return null;
            }
            int order = key.compareTo(at.key);
            if (order < 0) {
                Node<K, V> left = remove(at.left, key);
                return left == at.left ? at : balanced(at, left, at.right);
            }
            if (order > 0) {
                Node<K, V> right = remove(at.right, key);
                return right == at.right ? at : balanced(at, at.left, right);
            }
            Node<K, V> behind = at.right;
            if (behind == null) {
                return at.left;
            }
            Node<K, V> next = behind;
            for (Node<K, V> less = next.left; less != null; less = less.left) {
                next = less;
            }
            return balanced(next, at.left, remove(behind, next.key));
        }

        static <K extends Comparable<K>, V> void differing(
                @Nullable Node<K, V> one, @Nullable Node<K, V> other, List<K> found) {
            if (one == other) {
                return;
            }
            if (one == null) {
                new InOrder<>(other).forEachRemaining(entry -> found.add(entry.getKey()));
                return;
            }
            Split<K, V> split = Split.of(other, one.key);
            differing(one.left, split.before(), found);
            Node<K, V> same = split.at();
            if (same == null || !same.value.equals(one.value)) {
                found.add(one.key);
            }
            differing(one.right, split.behind(), found);
        }

        static <K extends Comparable<K>, V> void addRange(
                @Nullable Node<K, V> at,
                @Nullable K from,
                @Nullable K to,
                List<Map.Entry<K, V>> found) {
            if (at != null && from != null && at.key.compareTo(from) < 0) {
                addRange(at.right, from, to, found);
            } else if (at != null && to != null && at.key.compareTo(to) >= 0) {
                addRange(at.left, from, to, found);
            } else if (at != null) {
                addRange(at.left, from, to, found);
                found.add(at);
                addRange(at.right, from, to, found);
            }
        }

        /// This entry between two sides whose heights differ by two at most.
        private static <K extends Comparable<K>, V> Node<K, V> balanced(
                Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            if (left != null && height(left) > height(right) + 1) {
                Node<K, V> inner = left.right;
                return inner == null || height(left.left) >= inner.height
                        ? left.between(left.left, entry.between(inner, right))
                        : inner.between(
                                left.between(left.left, inner.left),
                                entry.between(inner.right, right));
            }
            if (right != null && height(right) > height(left) + 1) {
                Node<K, V> inner = right.left;
                return inner == null || height(right.right) >= inner.height
                        ? right.between(entry.between(left, inner), right.right)
                        : inner.between(
                                entry.between(left, inner.left),
                                right.between(inner.right, right.right));
            }
            return entry.between(left, right);
        }

        private Node<K, V> between(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
            return new Node<>(key, value, newLeft, newRight);
        }

        @Override
        public K getKey() {
            return key;
        }

        @Override
        public V getValue() {
            return value;
        }

        @Override
        public V setValue(V newValue) {
            throw new UnsupportedOperationException("the map is immutable");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && key.equals(entry.getKey())
                    && value.equals(entry.getValue());
        }

        @Override
        public int hashCode() {
            return key.hashCode() ^ value.hashCode();
        }

        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /// A tree cut at a key; the parts are in order but not balanced, and only good for reading.
    private record Split<K extends Comparable<K>, V>(
            @Nullable Node<K, V> before, @Nullable Node<K, V> at, @Nullable Node<K, V> behind) {

        static <K extends Comparable<K>, V> Split<K, V> of(@Nullable Node<K, V> tree, K key) {
            if (tree == null) {
                return new Split<>(null, null, null);
            }
            int order = key.compareTo(tree.key);
            if (order == 0) {
                return new Split<>(tree.left, tree, tree.right);
            }
            if (order < 0) {
                Split<K, V> cut = of(tree.left, key);
                return new Split<>(cut.before, cut.at, tree.between(cut.behind, tree.right));
            }
            Split<K, V> cut = of(tree.right, key);
            return new Split<>(tree.between(tree.left, cut.before), cut.at, cut.behind);
        }
    }
}
