package io.countersign.notice;

/** The body of a redelivery, which says nothing; may be left out. */
public record RedeliveryRequest() {}
