package io.fairlead.translate.input;

import java.util.List;

/// All that one unit of translation reads, as a record: its `equals` decides whether the unit must be translated again,
/// and proxies whose units read the same share the result.
public interface UnitInput {
    /// The resources of the unit, in order. Reads nothing but the record.
    List<Translated> translate();

    /// Where the unit stands among units of its kind; empty where the order of hosts and ports is the order.
    default String rank() {
        return "";
    }
}
