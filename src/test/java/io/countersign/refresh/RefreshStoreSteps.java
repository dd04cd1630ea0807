package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.connection.ConsentReason;
import io.countersign.crypto.Secret;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of the store do with it. */
abstract class RefreshStoreSteps {
    static final Duration LEASE = Duration.ofSeconds(40);
    static final Duration TAKEOVER = Duration.ofSeconds(15);
    static final Duration REST = Duration.ofSeconds(6);

    RefreshStoreFixture rows;
    RefreshStore store;
    Target target;
    int known;

    abstract RefreshStoreFixture connected();

    @BeforeEach
    void connect() {
        rows = connected();
        store = rows.store();
        target = new Target(rows.id(), rows.integration(), rows.row().generation());
        known = rows.events().size();
    }

    List<String> events() {
        return rows.events().subList(known, rows.events().size());
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    LeaseAnswer ask() {
        return await(store.lease(target, UUID.randomUUID(), LEASE, TAKEOVER));
    }

    Lease leased() {
        return ((LeaseAnswer.Leased) ask()).lease();
    }

    Duration closedFor() {
        return ((LeaseAnswer.Closed) ask()).pause();
    }

    RefreshStore.Written write(Lease lease, @Nullable String refreshToken) {
        NewTokens tokens = new NewTokens(
                Secret.ofText("access"),
                refreshToken == null ? null : Secret.ofText(refreshToken),
                Duration.ofHours(8),
                refreshToken == null ? null : Duration.ofDays(30),
                null,
                0);
        return await(store.store(lease, tokens, Duration.ofSeconds(1), REST, Duration.ofDays(15)));
    }

    void release(Lease lease, boolean unsure, double jitter) {
        await(store.release(lease, unsure, jitter, "no_answer").replaceWith(true));
    }

    void refuse(Lease lease) {
        await(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked")
                .replaceWith(true));
    }

    Lease takenOver() {
        Lease slow = leased();
        rows.leaseTimeEnds();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
        rows.leaseTimeEnds();
        return slow;
    }
}
