package io.countersign.integration;

/**
 * One thing that an integration needs in production.
 *
 * @param need what
 * @param status whether it is there
 * @param detail what that means, and what to do, in sentences
 */
record GoLiveCheck(GoLiveNeed need, Status status, String detail) {

    /** How it stands. */
    enum Status {
        /** There, or not needed. */
        OK,
        /** It does not work in production as it is. */
        MISSING,
        /** Nothing here tells. */
        UNKNOWN
    }

    static GoLiveCheck ok(GoLiveNeed need, String detail) {
        return new GoLiveCheck(need, Status.OK, detail);
    }

    static GoLiveCheck missing(GoLiveNeed need, String detail) {
        return new GoLiveCheck(need, Status.MISSING, detail);
    }

    static GoLiveCheck unknown(GoLiveNeed need, String detail) {
        return new GoLiveCheck(need, Status.UNKNOWN, detail);
    }
}
