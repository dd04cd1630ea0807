package io.countersign.integration;

/** A public client (RFC 6749 section 2.1) has nothing to prove itself with: what protects its codes is PKCE. */
public record PublicClient() implements Credential {}
