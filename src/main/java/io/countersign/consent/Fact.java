package io.countersign.consent;

import java.util.Objects;

/**
 * One line of a result page, such as "Signed in as: Jane Doe".
 *
 * @param label our words
 * @param value somebody's data, unescaped
 */
record Fact(String label, String value) {
    Fact {
        Objects.requireNonNull(label, "label is null");
        Objects.requireNonNull(value, "value is null");
    }
}
