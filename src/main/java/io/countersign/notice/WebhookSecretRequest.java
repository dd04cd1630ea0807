package io.countersign.notice;

/** The body that asks for a new secret, which says nothing; may be left out. */
public record WebhookSecretRequest() {}
