package io.countersign.consent;

import java.util.List;
import java.util.Objects;

/**
 * One permission as a person reads it.
 *
 * @param sentence what the permission allows, a sentence without a full stop
 * @param names DocuSign's names of the scopes that the sentence covers, at least one
 * @param known false when the sentence could not be given in words; the page then shows the name as well
 */
record ScopeText(String sentence, List<String> names, boolean known) {
    ScopeText {
        Objects.requireNonNull(sentence, "sentence is null");
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("names is empty");
        }
    }
}
