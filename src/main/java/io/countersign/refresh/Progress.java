package io.countersign.refresh;

import io.countersign.integration.ClientSecret;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import java.util.List;

/**
 * Where an attempt stands: which client secrets it may still try, and what the earlier ones brought.
 *
 * @param lease what it may spend
 * @param leasedNanos when the lease was last asked for
 * @param integration as the secrets were read with
 * @param secrets the client secrets not tried yet, the next one first
 * @param secretsInAll how many there were at first
 * @param unsent tries in a row that never left
 * @param tokenRefused whether DocuSign refused the token itself with an earlier secret
 */
record Progress(
        Lease lease,
        long leasedNanos,
        Integration integration,
        List<ClientSecret> secrets,
        int secretsInAll,
        int unsent,
        boolean tokenRefused) {

    static Progress first(Lease lease, long leasedNanos, Credentials credentials) {
        List<ClientSecret> secrets = credentials.secrets();
        return new Progress(lease, leasedNanos, credentials.integration(), secrets, secrets.size(), 0, false);
    }

    /** The secret to be tried now. */
    ClientSecret secret() {
        return secrets.getFirst();
    }

    /** Whether the present secret is the one that was read first. */
    boolean isFirstSecret() {
        return secrets.size() == secretsInAll;
    }

    /** @param refusesToken whether DocuSign said so of the token, rather than of the client */
    Progress nextSecret(boolean refusesToken) {
        return new Progress(
                lease,
                leasedNanos,
                integration,
                secrets.subList(1, secrets.size()),
                secretsInAll,
                0,
                tokenRefused || refusesToken);
    }

    Progress sameSecret() {
        return new Progress(lease, leasedNanos, integration, secrets, secretsInAll, unsent + 1, tokenRefused);
    }

    Progress leasedAt(long nanos) {
        return new Progress(lease, nanos, integration, secrets, secretsInAll, unsent, tokenRefused);
    }
}
