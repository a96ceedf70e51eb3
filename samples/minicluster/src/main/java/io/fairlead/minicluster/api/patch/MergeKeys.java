package io.fairlead.minicluster.api.patch;

/// How the lists and maps of a type are merged: a place in its schema.
public interface MergeKeys {

    /// Of no known type: lists are replaced, maps merged.
    MergeKeys NONE =
            new MergeKeys() {
                @Override
                public MergeKeys at(String field) {
                    return this;
                }

                @Override
                public String mergeKey(String field) {
                    return "";
                }

                @Override
                public boolean merged(String field) {
                    return false;
                }
            };

    /// The place below a field; for a list it is that of its items.
    MergeKeys at(String field);

    /// By which field the items of this list are known; empty where the list has none.
    String mergeKey(String field);

    /// Is this list merged, and not replaced?
    boolean merged(String field);
}
