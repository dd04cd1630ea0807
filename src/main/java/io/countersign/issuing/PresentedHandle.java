package io.countersign.issuing;

/**
 * A refresh handle as somebody presents it: its checksum is right, nothing else is known.
 *
 * @param id under which it is looked up
 * @param hash SHA-256 of all of it, 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record PresentedHandle(String id, byte[] hash) {}
