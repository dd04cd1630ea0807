package io.countersign.refresh;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes with the tokens of an assertion, beside them.
 *
 * @param scopes that were asked for, and granted
 * @param found whose account they are for, where that had to be asked; null where it is as it was
 */
record Impersonated(List<String> scopes, Belonging.Choice.@Nullable Chosen found) {
    Impersonated {
        scopes = List.copyOf(scopes);
    }
}
