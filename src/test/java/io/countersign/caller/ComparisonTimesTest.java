package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.identity.TestingVerifier;
import io.countersign.crypto.CheckedToken;
import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.countersign.security.Stopwatch;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How long it takes to compare tells nothing of what is compared, and of a key not whether there is one. */
class ComparisonTimesTest {
    private static final int SAMPLES = 60_000;

    /**
     * Of a whole request's way. With more of them, the few nanoseconds show by which the compiler of this very process
     * has made one branch dearer than the other, which is another one in the next process.
     */
    private static final int REQUESTS = 6_000;

    private final Stopwatch stopwatch = new Stopwatch(42);
    private final SecureRandom random = new SecureRandom();

    private record Configured(Optional<String> apiKey, Optional<Path> apiKeyFile) implements BootstrapConfiguration {}

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] differing(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 1;
        return other;
    }

    @Test
    void tellNothing() {
        byte[] digest = bytes(Digest.LENGTH);
        byte[] first = differing(digest, 0);
        byte[] last = differing(digest, Digest.LENGTH - 1);
        Secret secret = Secret.takeOwnershipOf(bytes(43));
        Secret early = Secret.takeOwnershipOf(differing(secret.revealBytes(), 0));
        Secret late = Secret.takeOwnershipOf(differing(secret.revealBytes(), 42));

        assertThat(stopwatch.smallestOfTen(sameDigest(digest, first), sameDigest(digest, last), SAMPLES))
                .isLessThan(Stopwatch.THRESHOLD);
        assertThat(stopwatch.smallestOfTen(sameSecret(secret, early), sameSecret(secret, late), SAMPLES))
                .isLessThan(Stopwatch.THRESHOLD);
        assertThat(stopwatch.truths()).isZero();
    }

    // Each kind of question is one lambda: two classes would differ by the time it takes to tell them apart.

    private static BooleanSupplier sameDigest(byte[] one, byte[] other) {
        return () -> Digest.same(one, other);
    }

    private static BooleanSupplier sameSecret(Secret one, Secret other) {
        return () -> one.equals(other);
    }

    private static BooleanSupplier leakilySame(byte[] one, byte[] other) {
        return () -> leaky(one, other);
    }

    /** The proof of the proof: this very test finds a comparison that ends at the first difference. */
    @Test
    void wouldBeFoundToTell() {
        byte[] digest = bytes(Digest.LENGTH);
        byte[] first = differing(digest, 0);
        byte[] last = differing(digest, Digest.LENGTH - 1);

        double difference = stopwatch.smallestOfTen(leakilySame(digest, first), leakilySame(digest, last), SAMPLES);

        assertThat(difference).isGreaterThan(Stopwatch.THRESHOLD);
    }

    private static boolean leaky(byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            if (one[i] != other[i]) {
                return false;
            }
        }
        return true;
    }

    @Test
    void unknownKeyLooksLikeAWrongSecret() {
        String key = CheckedToken.generate("csk_", random).reveal();
        StoredKey other = new StoredKey("acme", bytes(Digest.LENGTH), false, List.of());
        // Each look at the clock is a minute after the last: what was refused before is not known any more.
        AtomicLong nanos = new AtomicLong();
        Admission admission = new TestingAdmission(() -> nanos.addAndGet(60_000_000_000L), Integer.MAX_VALUE).admission;
        CallerIdentityProvider provider = new CallerIdentityProvider(
                new BootstrapKey(new Configured(Optional.empty(), Optional.empty())),
                admission,
                new TestingVerifier().verifier());

        assertThat(stopwatch.smallestOfTen(
                        refused(provider, key, Optional.empty()), refused(provider, key, Optional.of(other)), REQUESTS))
                .isLessThan(Stopwatch.THRESHOLD);
        assertThat(stopwatch.truths()).as("all are refused").isGreaterThanOrEqualTo(2 * REQUESTS);
    }

    private static BooleanSupplier refused(CallerIdentityProvider provider, String key, Optional<StoredKey> found) {
        BearerRequest request = new BearerRequest(
                new Presented.Text(key), credential -> Uni.createFrom().item(found), new Arrival(Door.API, null));
        return () -> {
            boolean[] refused = new boolean[1];
            provider.authenticate(request, null).subscribe().with(identity -> {}, failure -> refused[0] = true);
            return refused[0];
        };
    }
}
