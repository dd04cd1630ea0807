package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.time.Duration;

/**
 * What an operator does with keys, as docs/runbooks/keyring.md says.
 *
 * @param vault whose
 */
record KeyOperations(Installation vault) {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Begins a rewrap to that replica's primary key, or goes on with it. */
    void rewrap(Replica replica) {
        Answer answer = vault.operator().send(replica, "POST", "/v1/keyring/rewrap", "{}");
        assertThat(answer.status()).as("rewrap: %s", answer).isEqualTo(202);
    }

    /** Returns when it is finished; fails where a keyset was left behind. */
    void awaitRewrapped(Replica replica) {
        TestingWait.until(
                "the rewrap is finished",
                LONGEST,
                () -> vault.operator()
                        .send(replica, "GET", "/v1/keyring", "")
                        .member("rewrap")
                        .path("state")
                        .asText()
                        .equals("finished"));
        assertThat(vault.database().number("SELECT remaining FROM keyring_rewrap"))
                .isZero();
    }

    /** Whoever was at work on it is not waited for any longer. */
    void letOthersGoOn(Replica replica) {
        vault.database().run("UPDATE keyring_rewrap SET worker_until = clock_timestamp() WHERE state = 'running'");
        rewrap(replica);
        rotationsAreDue();
    }

    Answer retire(Replica replica, String key) {
        return vault.operator().send(replica, "POST", "/v1/keyring/" + key + "/retirement", "{}");
    }

    /** Gives a tenant a new key to seal with. */
    void rotate(Replica replica, String tenant) {
        Answer answer = vault.operator().send(replica, "POST", "/v1/tenants/" + tenant + "/key-rotation", "{}");
        assertThat(answer.status()).as("rotation: %s", answer).isEqualTo(202);
    }

    /** The time is over in which a statement may still wait that read a keyset before. */
    void rotationsAreDue() {
        vault.database().run("UPDATE tenant_key_rotation SET due_at = clock_timestamp()");
    }

    /** Whether somebody began to seal tokens anew two seconds ago, and has not come to the end. */
    boolean isSealingSlowly() {
        return vault.database().number("""
                SELECT count(*) FROM tenant_key_rotation
                WHERE due_at BETWEEN clock_timestamp() + interval '20 s' AND clock_timestamp() + interval '28 s'
                """) > 0;
    }

    void awaitRotated() {
        TestingWait.until(
                "all rotations have ended",
                LONGEST,
                () -> vault.database().number("SELECT count(*) FROM tenant_key_rotation") == 0);
    }

    /** How many keysets that key wraps. */
    long wrappedBy(String key) {
        return vault.database().number("SELECT count(*) FROM wrapped_key WHERE wrapped_by = ?", key);
    }
}
