package io.countersign.caller;

/**
 * What a row says, and the MAC that stands beside it. Whether one fits the other is asked of {@link CallerProof}.
 *
 * @param mac as {@link CallerMacs} makes it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Signed<T>(T row, byte[] mac) {}
