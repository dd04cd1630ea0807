package io.countersign.issuing;

import io.countersign.connection.ConnectionId;
import io.countersign.refresh.TokenUses;

/**
 * That a caller was issued a connection's token, so often and in that time.
 *
 * @param use who and what
 * @param firstNanos of the first one, on the monotonic clock
 * @param lastNanos of the last one
 * @param count how many
 * @param earlySeconds how long before its expiry such a token is to be replaced in the background
 */
record IssueRecord(Use use, long firstNanos, long lastNanos, long count, double earlySeconds) {

    /**
     * What is counted together.
     *
     * @param actor {@code caller:<name>}, as in the audit trail
     * @param door by which way
     * @param generation of the tokens
     * @param window which minute of the monotonic clock
     */
    record Use(String actor, Door door, ConnectionId id, long generation, long window) {}

    /** What of it concerns the renewal of the token. */
    TokenUses.Use tokenUse() {
        return new TokenUses.Use(use.id(), use.generation(), earlySeconds);
    }

    IssueRecord plus(IssueRecord other) {
        return new IssueRecord(
                use,
                Math.min(firstNanos, other.firstNanos),
                Math.max(lastNanos, other.lastNanos),
                count + other.count,
                earlySeconds);
    }
}
