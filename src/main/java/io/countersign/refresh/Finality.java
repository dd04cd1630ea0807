package io.countersign.refresh;

/** When DocuSign's refusal of what an attempt asked with is believed. */
enum Finality {
    /** It would cost a tenant's consent, so it takes one of the integration's few slots. */
    WITH_SLOT,
    /**
     * At once, whatever the words, if there are any: an operator asked for the attempt, or the refresh token was
     * refused before.
     */
    AT_ONCE,
    /**
     * At once, without a slot: an imported token as it was given, whose refusal costs nobody a consent. Words that
     * nobody knows have to last, as for connections.
     */
    IN_KNOWN_WORDS,
    /** Not at all: what DocuSign granted for an import. Nobody has it anywhere else. */
    NEVER;

    /** @param forced whether an operator asked, or the refresh token was refused before */
    static Finality ofConnection(boolean forced) {
        return forced ? AT_ONCE : WITH_SLOT;
    }

    /** @param generation of the import's tokens; 0 as they were given */
    static Finality ofImport(long generation) {
        return generation == 0 ? IN_KNOWN_WORDS : NEVER;
    }
}
