package io.countersign.keyring;

/** The body of a rewrap, which says nothing; may be left out. */
record RewrapRequest() {}
