package io.countersign.refresh;

import io.countersign.crypto.Secret;
import io.countersign.docusign.Environment;

/**
 * What DocuSign granted for an imported token, as far as it is needed to ask whose it is.
 *
 * @param generation of the tokens; judging compares it
 * @param integration through which they came
 * @param environment of the integration
 * @param accessToken to ask userinfo with; it may have ended
 * @param unsure whether the refresh token beside it may have been spent; judging compares it too
 */
public record ProvenToken(
        long generation, String integration, Environment environment, Secret accessToken, boolean unsure) {}
