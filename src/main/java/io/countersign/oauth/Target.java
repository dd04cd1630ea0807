package io.countersign.oauth;

import io.countersign.issuing.Place;
import io.countersign.naming.Name;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose token a client wants, as a URN: {@code urn:countersign:tenant:<tenant>}, or with {@code :<connection>}. */
final class Target {
    /** RFC 8141, section 3.1: what stands before the tenant is the same in any case. */
    private static final Pattern URN =
            Pattern.compile("(?i:urn:countersign):tenant:(" + Name.PATTERN + ")(?::(" + Name.PATTERN + "))?");

    /** Where none is named. */
    private static final String USUAL = "default";

    private Target() {}

    /**
     * The place that a request names: by its one {@code resource}, else by its only scope, for clients that can be
     * given nothing but scopes. Empty where it names none, or more than one.
     */
    static Optional<Place> of(Form form) {
        return form.resources().isEmpty() ? form.find("scope").flatMap(Target::named) : ofResource(form);
    }

    /** The same where a scope says nothing. */
    static Optional<Place> ofResource(Form form) {
        return form.resources().size() == 1 ? named(form.resources().getFirst()) : Optional.empty();
    }

    private static Optional<Place> named(String urn) {
        Matcher named = URN.matcher(urn);
        return named.matches()
                ? Optional.of(new Place(named.group(1), named.group(2) == null ? USUAL : named.group(2)))
                : Optional.empty();
    }
}
