package io.countersign.keyring;

/** The body of a rewrap, which says nothing; may be left out. */
public record RewrapRequest() {}
