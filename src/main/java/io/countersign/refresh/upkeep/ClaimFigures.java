package io.countersign.refresh.upkeep;

import java.util.List;

/** What a claim tells whoever watches the background. Must not fail. */
interface ClaimFigures {

    /**
     * A claimed connection.
     *
     * @param overdue seconds since it was due
     * @param accessLeft seconds until its access token expires; negative once it has
     */
    record Claimed(double overdue, double accessLeft) {}

    /** One claim's connections, the longest due first; none if nothing was due. */
    void claimed(List<Claimed> connections);
}
