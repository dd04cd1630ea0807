package io.countersign.refresh;

import io.countersign.refresh.gate.UpstreamGate;

/** Rows of one integration, and what a test may do to it behind the ports. */
interface IntegrationFixture {
    UpstreamGate gate();

    String integration();

    /** Ends the gate's pause. */
    void pauseEnds();

    long secretsVersion();

    /** Gives the integration one more client secret. */
    void addSecret();
}
