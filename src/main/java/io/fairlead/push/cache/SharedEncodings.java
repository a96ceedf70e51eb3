package io.fairlead.push.cache;

import io.fairlead.translate.Encoded;
import io.fairlead.translate.Encodings;
import io.fairlead.translate.input.UnitInput;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// Remembers the bytes of input records, so that classes of proxies that read the same share them, and these records
/// as well. What no class has any more is forgotten, so it holds no more than there is. Belongs to one thread.
final class SharedEncodings implements Encodings {

    private final Map<UnitInput, List<Encoded>> known = new WeakHashMap<>();
    private final Map<Object, WeakReference<Object>> values = new WeakHashMap<>();

    @Override
    public List<Encoded> of(UnitInput input) {
        List<Encoded> found = known.get(input);
        if (found == null) {
            found = Encodings.encode(input);
            known.put(input, found);
        }
        return found;
    }

    @Override
    public <T> T shared(T value) {
        WeakReference<Object> one = values.get(value);
        @SuppressWarnings("unchecked") // An equal record, or an equal set of keys.
        @Nullable T found = one == null ? null : (T) one.get();
        if (found == null) {
            values.put(value, new WeakReference<>(value));
            return value;
        }
        return found;
    }
}
