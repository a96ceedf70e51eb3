package io.fairlead.minicluster.api.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// A column of a table.
///
/// @param type `string`, `integer`, `date`…
/// @param priority 0 for columns that are always shown, 1 for those of `-o wide`
public record Column(String name, String type, int priority, Cell cell) {

    /// What stands in a row: a text, or a number where the column is one.
    public interface Cell {
        Object of(ObjectNode object, Instant now);
    }

    static Column text(String name, Cell cell) {
        return new Column(name, "string", 0, cell);
    }

    static Column wide(String name, Cell cell) {
        return new Column(name, "string", 1, cell);
    }

    static Column number(String name, Cell cell) {
        return new Column(name, "integer", 0, cell);
    }
}
