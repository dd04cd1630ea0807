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

    static void run(Uni<Void> uni) {
        await(uni.replaceWith(true));
    }

    LeaseAnswer ask(UUID attempt) {
        return await(store.lease(target, attempt, LEASE, TAKEOVER));
    }

    LeaseAnswer ask() {
        return ask(UUID.randomUUID());
    }

    Lease leased() {
        return ((LeaseAnswer.Leased) ask()).lease();
    }

    Duration closedFor() {
        return ((LeaseAnswer.Closed) ask()).pause();
    }

    RefreshStore.Written write(Lease lease, @Nullable String refreshToken) {
        NewTokens tokens = new NewTokens(
                Secret.ofText("access of " + refreshToken),
                false,
                refreshToken == null ? null : Secret.ofText(refreshToken),
                Duration.ofHours(8),
                refreshToken == null ? null : Duration.ofDays(30),
                refreshToken == null ? null : "signature",
                0);
        return await(store.store(lease, tokens, Duration.ofSeconds(1), REST, Duration.ofDays(15)));
    }

    void release(Lease lease, boolean unsure, double jitter) {
        run(store.giveBack(lease, GivenBack.afterFailure(lease, jitter, unsure, "no_answer")));
    }

    void countRefusal(Lease lease, String code, double jitter) {
        run(store.giveBack(lease, GivenBack.afterUnknownWords(lease, code, jitter)));
    }

    void refuse(Lease lease) {
        run(store.refuse(lease, ConsentReason.CONSENT_REVOKED, "consent_revoked"));
    }

    Lease takenOver() {
        Lease slow = leased();
        rows.leaseTimeEnds();
        assertThat(ask()).isEqualTo(new LeaseAnswer.Closed(TAKEOVER));
        rows.leaseTimeEnds();
        return slow;
    }
}
