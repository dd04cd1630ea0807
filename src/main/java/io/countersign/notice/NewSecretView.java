package io.countersign.notice;

import java.time.Instant;

/**
 * A webhook's new secret.
 *
 * @param secret itself, shown this once
 * @param formerUntil until when the one before signs beside it
 */
public record NewSecretView(String secret, Instant formerUntil) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "NewSecretView[until " + formerUntil + "]";
    }
}
