package io.countersign.refresh.upkeep;

/** The body of a retry, which says nothing; may be left out. */
public record RetryRequest() {}
