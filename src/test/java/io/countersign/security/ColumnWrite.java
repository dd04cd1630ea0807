package io.countersign.security;

import java.util.Map;

/**
 * What somebody writes into a column of each row, and into those that a CHECK ties to it.
 *
 * @param values by column, expressions over the row {@code t}
 */
record ColumnWrite(WrittenColumn column, Map<String, String> values) {

    @Override
    public String toString() {
        return column + " = " + (values.size() == 1 ? values.get(column.name()) : values);
    }
}
