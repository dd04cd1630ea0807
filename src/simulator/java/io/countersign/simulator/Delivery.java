package io.countersign.simulator;

/**
 * What the caller got to see of an answer. The simulator can know only what it wrote to the connection, not what
 * arrived.
 */
public enum Delivery {
    /** Nothing yet; the call is still running. */
    PENDING,
    /** The whole answer, as decided. */
    DELIVERED,
    /** An answer with changed fields, from which the issued tokens can still be read. */
    ALTERED,
    /** An answer from which the issued refresh token cannot be read. */
    BROKEN,
    /** None: the connection was closed by a fault, or had been closed by the caller. */
    NOT_SENT
}
