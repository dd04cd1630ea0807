package io.countersign.problem;

/**
 * Whether connections with TLS are asked for a client certificate. Browsers would ask people for one then, so what is
 * for people is not found there.
 *
 * @param value whether
 */
public record CertificatesAsked(boolean value) {}
