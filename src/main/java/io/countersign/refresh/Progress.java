package io.countersign.refresh;

import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.PublicClient;
import io.countersign.integration.RsaKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an attempt stands: which client secrets it may still try, and what the earlier ones brought.
 *
 * @param lease what it may spend
 * @param token the refresh token that it spends
 * @param leasedNanos when the lease was last asked for
 * @param integration as the secrets were read with
 * @param secrets the client secrets not tried yet, the next one first
 * @param secretsInAll how many there were at first
 * @param unsent tries in a row that never left
 * @param tokenRefused whether DocuSign refused the token itself with an earlier secret
 * @param unknownCode what DocuSign first refused with in words that nobody knows, or null
 */
record Progress(
        Lease lease,
        LeasedGrant.RefreshToken token,
        long leasedNanos,
        Integration integration,
        List<Credential> secrets,
        int secretsInAll,
        int unsent,
        boolean tokenRefused,
        @Nullable String unknownCode) {

    static Progress first(Lease lease, LeasedGrant.RefreshToken token, long leasedNanos, Credentials credentials) {
        List<Credential> secrets = credentials.inOrder();
        return new Progress(
                lease, token, leasedNanos, credentials.integration(), secrets, secrets.size(), 0, false, null);
    }

    /** The secret to be tried now. */
    Credential secret() {
        return secrets.getFirst();
    }

    /** Whether that the present secret works is news: it was not read first, or has not worked yet. */
    boolean isNews() {
        return secrets.size() != secretsInAll
                || switch (secret()) {
                    case ClientSecret secret -> !secret.known();
                    case RsaKey key -> !key.known();
                    case PublicClient none -> false;
                };
    }

    /** After DocuSign refused the token. */
    Progress afterTokenRefused() {
        return nextSecret(true, unknownCode);
    }

    /** After DocuSign refused the client. */
    Progress afterClientRefused() {
        return nextSecret(tokenRefused, unknownCode);
    }

    /** After a refusal that may be of either. */
    Progress afterUnknownRefusal(String code) {
        return nextSecret(tokenRefused, unknownCode == null ? code : unknownCode);
    }

    private Progress nextSecret(boolean refusesToken, @Nullable String code) {
        return new Progress(
                lease,
                token,
                leasedNanos,
                integration,
                secrets.subList(1, secrets.size()),
                secretsInAll,
                0,
                refusesToken,
                code);
    }

    Progress sameSecret() {
        return new Progress(
                lease, token, leasedNanos, integration, secrets, secretsInAll, unsent + 1, tokenRefused, unknownCode);
    }

    Progress leasedAt(long nanos) {
        return new Progress(lease, token, nanos, integration, secrets, secretsInAll, unsent, tokenRefused, unknownCode);
    }
}
