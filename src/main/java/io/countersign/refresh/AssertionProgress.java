package io.countersign.refresh;

import io.countersign.integration.Credential;
import io.countersign.integration.Credentials;
import io.countersign.integration.Integration;
import io.countersign.integration.RsaKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an attempt with assertions stands.
 *
 * @param lease of the connection
 * @param user who is impersonated
 * @param leasedNanos when the lease was last asked for
 * @param integration as the keys were read with
 * @param keys the RSA keys not refused yet, the next one first
 * @param keysInAll how many there were at first
 * @param scopes what is asked for now
 * @param signedAgain whether DocuSign took an assertion for expired already
 * @param unsent tries in a row that never left
 */
record AssertionProgress(
        Lease lease,
        LeasedGrant.Impersonation user,
        long leasedNanos,
        Integration integration,
        List<RsaKey> keys,
        int keysInAll,
        List<String> scopes,
        boolean signedAgain,
        int unsent) {

    static AssertionProgress first(
            Lease lease, LeasedGrant.Impersonation user, long leasedNanos, Credentials credentials) {
        List<RsaKey> keys =
                credentials.inOrder().stream().flatMap(AssertionProgress::keyOf).toList();
        return new AssertionProgress(
                lease, user, leasedNanos, credentials.integration(), keys, keys.size(), user.wanted(), false, 0);
    }

    private static Stream<RsaKey> keyOf(Credential credential) {
        return credential instanceof RsaKey key ? Stream.of(key) : Stream.empty();
    }

    /** The key to sign with now. */
    RsaKey key() {
        return keys.getFirst();
    }

    /** Whether the present key is the one that was read first. */
    boolean isFirstKey() {
        return keys.size() == keysInAll;
    }

    /** Whether there is a key left to sign with. */
    boolean hasKey() {
        return !keys.isEmpty();
    }

    AssertionProgress nextKey() {
        return with(leasedNanos, keys.subList(1, keys.size()), scopes, signedAgain, 0);
    }

    AssertionProgress askingFor(List<String> others) {
        return with(leasedNanos, keys, others, signedAgain, 0);
    }

    AssertionProgress signingAgain() {
        return with(leasedNanos, keys, scopes, true, 0);
    }

    AssertionProgress afterUnsent() {
        return with(leasedNanos, keys, scopes, signedAgain, unsent + 1);
    }

    AssertionProgress leasedAt(long nanos) {
        return with(nanos, keys, scopes, signedAgain, unsent);
    }

    private AssertionProgress with(long leased, List<RsaKey> left, List<String> asked, boolean again, int triesUnsent) {
        return new AssertionProgress(lease, user, leased, integration, left, keysInAll, asked, again, triesUnsent);
    }
}
