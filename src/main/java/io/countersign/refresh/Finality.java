package io.countersign.refresh;

/** When DocuSign's refusal of what an attempt asked with is believed. */
enum Finality {
    /** It would cost a tenant's consent, so it takes one of the integration's few slots. */
    WITH_SLOT,
    /**
     * The refresh token came out of a backup, so DocuSign may have replaced it long ago, as it may have for every other
     * connection: that it is refused costs nobody anything any more, and takes no slot. What a refusal says of
     * something else, or in words that nobody knows, has nothing to do with the backup: it is as ever.
     */
    RESTORED,
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

    /**
     * @param forced whether an operator asked, or the refresh token was refused before
     * @param restored whether the refresh token came out of a backup
     */
    static Finality ofConnection(boolean forced, boolean restored) {
        return forced ? AT_ONCE : restored ? RESTORED : WITH_SLOT;
    }

    /** @param generation of the import's tokens; 0 as they were given */
    static Finality ofImport(long generation) {
        return generation == 0 ? IN_KNOWN_WORDS : NEVER;
    }
}
