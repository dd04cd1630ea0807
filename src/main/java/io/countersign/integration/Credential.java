package io.countersign.integration;

/** What an integration proves itself with at DocuSign's token endpoint. */
public sealed interface Credential permits ClientSecret, PublicClient, RsaKey {}
