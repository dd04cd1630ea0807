package io.countersign.grant;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The honest answer to a disconnect.
 *
 * @param disconnected always true: the secrets are destroyed here
 * @param accessTokenExpiresAt until when an access token that was issued before goes on working at DocuSign, or null if
 *     there is none
 * @param revokeConsent where the user ends that too
 */
@Schema(name = "DisconnectedView")
public record Disconnected(boolean disconnected, @Nullable Instant accessTokenExpiresAt, String revokeConsent) {
    static Disconnected until(@Nullable Instant accessTokenExpiresAt) {
        return new Disconnected(
                true,
                accessTokenExpiresAt,
                "DocuSign cannot be told to end an access token: one that was issued works until"
                        + " access_token_expires_at. The"
                        + " user withdraws the consent itself in DocuSign, under My Preferences, Connected Apps.");
    }
}
