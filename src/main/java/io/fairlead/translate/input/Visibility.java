package io.fairlead.translate.input;

import java.util.List;

/// Who may see an object: Istio's `exportTo`.
public final class Visibility {
    private Visibility() {}

    /// True when an object of namespace `owner` is visible to clients in namespace `client`.
    ///
    /// @param exportTo empty means everywhere
    public static boolean visible(List<String> exportTo, String owner, String client) {
        if (exportTo.isEmpty() || exportTo.contains("*") || exportTo.contains(client)) {
            return true;
        }
        return exportTo.contains(".") && owner.equals(client);
    }
}
