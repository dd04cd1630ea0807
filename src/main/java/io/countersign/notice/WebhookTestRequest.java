package io.countersign.notice;

/** The body of a webhook's test, which says nothing; may be left out. */
public record WebhookTestRequest() {}
