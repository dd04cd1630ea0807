package io.countersign.keyring;

/** The body of a retirement, which says nothing; may be left out. */
public record RetirementRequest() {}
