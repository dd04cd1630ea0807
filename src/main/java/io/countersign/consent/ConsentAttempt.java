package io.countersign.consent;

import io.countersign.crypto.Secret;
import java.util.List;

/**
 * An attempt that came back from DocuSign and was taken: nobody else can have it any more.
 *
 * @param codeVerifier its PKCE verifier (RFC 7636)
 * @param scopes what was asked for
 */
record ConsentAttempt(Secret codeVerifier, List<String> scopes) {}
