package io.countersign.refresh;

import java.util.function.Supplier;

/** Bugs that the simulation must find: the engine, a statement of its store or its surroundings with one rule taken out. */
enum PlantedBug {
    SERVER_ERROR_LEAVES_NO_DOUBT(() -> BuggyPorts.mistaking(BuggyPorts::serverErrorForRefusal)),
    LOST_ANSWER_LEAVES_NO_DOUBT(() -> BuggyPorts.statements(BuggyRows.LostAnswerLeavesNoDoubt::new)),
    TAKEOVER_LEAVES_NO_DOUBT(() -> BuggyPorts.statements(BuggyRows.TakeoverLeavesNoDoubt::new)),
    TAKEOVER_WITHOUT_PAUSE(() -> BuggyPorts.statements(BuggyRows.TakeoverWithoutPause::new)),
    HELD_LEASE_IS_TAKEN(() -> BuggyPorts.statements(BuggyRows.HeldLeaseIsTaken::new)),
    FOREIGN_LEASE_IS_RELEASED(() -> BuggyPorts.statements(BuggyRows.ForeignLeaseIsReleased::new)),
    FOREIGN_LEASE_IS_EXTENDED(() -> BuggyPorts.statements(BuggyRows.ForeignLeaseIsExtended::new)),
    OLD_READING_IS_SPENT(() -> BuggyPorts.statements(BuggyRows.SpendsAnOldReading::new)),
    OLD_LEASE_IS_USED(BuggyPorts::standingClock),
    NO_ANSWER_IS_SENT_AGAIN(BuggyPorts::sendingAgain),
    HANG_UP_CANCELS_THE_CALL(BuggyPorts::cancelling),
    STORE_COMPARES_THE_OWNER(() -> BuggyPorts.statements(BuggyRows.StoreComparesTheOwner::new)),
    STORE_COMPARES_NOTHING(() -> BuggyPorts.statements(BuggyRows.StoreComparesNothing::new)),
    STORE_NEEDS_A_RUNNING_LEASE(() -> BuggyPorts.statements(BuggyRows.StoreNeedsARunningLease::new)),
    STORE_NEEDS_AN_ACTIVE_ROW(() -> BuggyPorts.statements(BuggyRows.StoreNeedsAnActiveRow::new)),
    STORE_COUNTS_FROM_ITS_ARRIVAL(() -> BuggyPorts.statements(BuggyRows.StoreCountsFromItsArrival::new)),
    STORE_LEAVES_NO_REST(() -> BuggyPorts.statements(BuggyRows.StoreLeavesNoRest::new)),
    FAILED_COMMIT_DROPS_TOKENS(BuggyPorts::forgetting),
    UNKNOWN_COMMIT_IS_STALE(() -> BuggyPorts.statements(BuggyRows.UnknownCommitIsStale::new)),
    UUID_IS_NOT_COMPARED(() -> BuggyPorts.statements(BuggyRows.UuidIsNotCompared::new)),
    CONSENT_DOES_NOT_COUNT(() -> BuggyPorts.statements(BuggyRows.ConsentDoesNotCount::new)),
    DISCONNECT_DOES_NOT_COUNT(() -> BuggyPorts.statements(BuggyRows.DisconnectDoesNotCount::new)),
    VERDICT_IGNORES_THE_GENERATION(() -> BuggyPorts.statements(BuggyRows.VerdictIgnoresTheGeneration::new)),
    VERDICT_WIPES_TOKENS(() -> BuggyPorts.statements(BuggyRows.VerdictWipesTokens::new)),
    VERDICT_COUNTS(() -> BuggyPorts.statements(BuggyRows.VerdictCounts::new)),
    BACK_OFF_IS_IGNORED(() -> BuggyPorts.statements(BuggyRows.BackOffIsIgnored::new)),
    OPERATORS_FAULT_IS_A_TENANTS(() -> BuggyPorts.mistaking(BuggyPorts::operatorForTenant)),
    RETRY_AFTER_IS_IGNORED(() -> BuggyPorts.mistaking(BuggyPorts::patienceForNothing)),
    GATE_IS_IGNORED(() -> BuggyPorts.gates(BuggyPorts::openGates)),
    MANY_PROBES_AT_ONCE(() -> BuggyPorts.gates(BuggyPorts::manyProbes));

    private final Supplier<Mutation> mutation;

    PlantedBug(Supplier<Mutation> mutation) {
        this.mutation = mutation;
    }

    /** For one run. */
    Mutation mutation() {
        return mutation.get();
    }
}
