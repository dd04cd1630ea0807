package io.countersign.notice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook's secrets as they are stored.
 *
 * @param present sealed for {@link SecretColumn#PRESENT}
 * @param former sealed for {@link SecretColumn#FORMER}; null where there is none
 * @param formerUntil until when that one signs too; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record SealedSecrets(
        byte[] present, byte @Nullable [] former, @Nullable Instant formerUntil) {

    /** Of a new webhook. */
    static SealedSecrets first(byte[] present) {
        return new SealedSecrets(present, null, null);
    }
}
