package io.countersign.connection;

import java.util.UUID;

/**
 * A consent as it came back from DocuSign.
 *
 * @param id names it towards callers where they have to confirm it
 * @param person who gave it
 * @param tokens what DocuSign issued for it
 */
public record Consent(UUID id, Consenter person, GrantedTokens tokens) {}
