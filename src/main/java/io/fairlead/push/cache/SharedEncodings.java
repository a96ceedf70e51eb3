package io.fairlead.push.cache;

import io.fairlead.translate.Encoded;
import io.fairlead.translate.Encodings;
import io.fairlead.translate.input.UnitInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Remembers the bytes of input records, so that classes of proxies that read the same share them. Belongs to one
/// thread. The least recently used are forgotten.
final class SharedEncodings implements Encodings {

    private final Map<UnitInput, List<Encoded>> known;

    SharedEncodings(int entriesMax) {
        known =
                new LinkedHashMap<>(64, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(
                            Map.Entry<UnitInput, List<Encoded>> eldest) {
                        return size() > entriesMax;
                    }
                };
    }

    @Override
    public List<Encoded> of(UnitInput input) {
        List<Encoded> found = known.get(input);
        if (found == null) {
            found = Encodings.encode(input);
            known.put(input, found);
        }
        return found;
    }
}
