package io.countersign.refresh;

import java.util.function.Supplier;

/**
 * Bugs that the simulation must find: the engine, a statement of its store or its surroundings with one rule taken out.
 */
enum PlantedBug {
    SERVER_ERROR_LEAVES_NO_DOUBT(() -> BuggyPorts.mistaking(BuggyPorts::serverErrorForRefusal)),
    LOST_ANSWER_LEAVES_NO_DOUBT(() -> BuggyPorts.statements(BuggyEnds.LostAnswerLeavesNoDoubt::new)),
    TAKEOVER_LEAVES_NO_DOUBT(() -> BuggyPorts.statements(BuggyLeases.TakeoverLeavesNoDoubt::new)),
    TAKEOVER_WITHOUT_PAUSE(() -> BuggyPorts.statements(BuggyLeases.TakeoverWithoutPause::new)),
    HELD_LEASE_IS_TAKEN(() -> BuggyPorts.statements(BuggyLeases.HeldLeaseIsTaken::new)),
    FOREIGN_LEASE_IS_RELEASED(() -> BuggyPorts.statements(BuggyEnds.ForeignLeaseIsReleased::new)),
    FOREIGN_LEASE_IS_EXTENDED(() -> BuggyPorts.statements(BuggyLeases.ForeignLeaseIsExtended::new)),
    OLD_READING_IS_SPENT(() -> BuggyPorts.statements(BuggyLeases.SpendsAnOldReading::new)),
    OLD_LEASE_IS_USED(BuggyPorts::standingClock),
    NO_ANSWER_IS_SENT_AGAIN(BuggyPorts::sendingAgain),
    HANG_UP_CANCELS_THE_CALL(BuggyPorts::cancelling),
    STORE_COMPARES_THE_OWNER(() -> BuggyPorts.statements(BuggyStores.StoreComparesTheOwner::new)),
    STORE_COMPARES_NOTHING(() -> BuggyPorts.statements(BuggyStores.StoreComparesNothing::new)),
    STORE_NEEDS_A_RUNNING_LEASE(() -> BuggyPorts.statements(BuggyStores.StoreNeedsARunningLease::new)),
    STORE_NEEDS_AN_ACTIVE_ROW(() -> BuggyPorts.statements(BuggyStores.StoreNeedsAnActiveRow::new)),
    STORE_COUNTS_FROM_ITS_ARRIVAL(() -> BuggyPorts.statements(BuggyStores.StoreCountsFromItsArrival::new)),
    STORE_LEAVES_NO_REST(() -> BuggyPorts.statements(BuggyStores.StoreLeavesNoRest::new)),
    STORE_OVER_ANOTHER_LEAVES_NO_DOUBT(() -> BuggyPorts.statements(BuggyStores.StoreOverAnotherLeavesNoDoubt::new)),
    FAILED_COMMIT_DROPS_TOKENS(BuggyPorts::forgetting),
    UNKNOWN_COMMIT_IS_STALE(() -> BuggyPorts.statements(BuggyStores.UnknownCommitIsStale::new)),
    UUID_IS_NOT_COMPARED(() -> BuggyPorts.statements(BuggyLeases.UuidIsNotCompared::new)),
    CONSENT_DOES_NOT_COUNT(() -> BuggyPorts.statements(BuggyEnds.ConsentDoesNotCount::new)),
    DISCONNECT_DOES_NOT_COUNT(() -> BuggyPorts.statements(BuggyEnds.DisconnectDoesNotCount::new)),
    VERDICT_IGNORES_THE_GENERATION(() -> BuggyPorts.statements(BuggyEnds.VerdictIgnoresTheGeneration::new)),
    VERDICT_IGNORES_NEW_SECRETS(() -> BuggyPorts.statements(BuggyEnds.VerdictIgnoresNewSecrets::new)),
    VERDICT_WIPES_TOKENS(() -> BuggyPorts.statements(BuggyEnds.VerdictWipesTokens::new)),
    VERDICT_COUNTS(() -> BuggyPorts.statements(BuggyEnds.VerdictCounts::new)),
    BACK_OFF_IS_IGNORED(() -> BuggyPorts.statements(BuggyEnds.BackOffIsIgnored::new)),
    OPERATORS_FAULT_IS_A_TENANTS(() -> BuggyPorts.mistaking(BuggyPorts::operatorForTenant)),
    RESTORE_ENDS_LEASES(() -> BuggyPorts.statements(BuggyLeases.RestoreEndsLeases::new)),
    ONE_UNKNOWN_REFUSAL_CONDEMNS(() -> BuggyPorts.mistaking(BuggyPorts::unknownForKnown)),
    TEN_CALLS_ARE_NOT_ENOUGH(() -> BuggyPorts.statements(BuggyLeases.TenCallsAreNotEnough::new)),
    RETRY_AFTER_IS_IGNORED(() -> BuggyPorts.mistaking(BuggyPorts::patienceForNothing)),
    GATE_IS_IGNORED(() -> BuggyPorts.gates(BuggyPorts::openGates)),
    MANY_PROBES_AT_ONCE(() -> BuggyPorts.gates(BuggyPorts::manyProbes)),
    SLOTS_ARE_DENIED_TOO_EARLY(() -> BuggyPorts.gates(BuggyPorts::fewSlots)),
    NOTHING_IS_PUT_BACK(BuggySurroundings::forgettingToPutBack),
    LEASE_IS_NOT_DUE_AT_ITS_END(() -> BuggyPorts.statements(BuggyLeases.LeaseIsNotDueAtItsEnd::new)),
    EMPTIED_LEASE_LOSES_ITS_DUE_TIME(() -> BuggyPorts.statements(BuggyLeases.EmptiedLeaseLosesItsDueTime::new)),
    FAILED_ATTEMPT_IS_NOT_DUE(() -> BuggyPorts.statements(BuggyEnds.FailedAttemptIsNotDue::new)),
    DRAIN_FORGETS_WHAT_IS_STORED_AGAIN(BuggySurroundings::storingAside),
    VERDICT_IS_NOT_RECORDED(() -> BuggyPorts.statements(BuggyEnds.VerdictIsNotRecorded::new)),
    RECOVERY_IS_NOT_RECORDED(() -> BuggyPorts.statements(BuggyEnds.RecoveryIsNotRecorded::new)),
    FLIGHT_BEGINS_WHILE_DRAINING(BuggySurroundings::openWhileDraining),
    DRAIN_DOES_NOT_END(BuggySurroundings::drainingWithoutEnd),
    LOST_ASSERTION_LEAVES_A_DOUBT(() -> BuggyPorts.statements(BuggyAssertions.LostAssertionLeavesADoubt::new)),
    WANTED_SCOPES_DECIDE(() -> BuggyPorts.statements(BuggyAssertions.WantedScopesDecide::new)),
    ONE_GATE_FOR_BOTH_GRANTS(() -> BuggyPorts.gates(BuggyAssertions::oneGateForAll)),
    ASSERTION_OUTLIVES_A_DISCONNECT(() -> BuggyPorts.statements(BuggyAssertions.DisconnectDoesNotCount::new)),
    VERDICT_LEAVES_NO_PAUSE(() -> BuggyPorts.statements(BuggyAssertions.VerdictLeavesNoPause::new)),
    MISSING_CONSENT_LEAVES_NO_PAUSE(() -> BuggyPorts.statements(BuggyAssertions.MissingConsentLeavesNoPause::new)),
    KEY_FAULT_IS_A_VERDICT(() -> BuggyPorts.mistaking(BuggyAssertions::keyForConsent)),
    ODD_ANSWER_IS_A_VERDICT(() -> BuggyPorts.mistaking(BuggyAssertions::oddForGone)),
    EXPIRED_LEASE_IS_NOT_TAKEN(() -> BuggyPorts.statements(BuggyAssertions.ExpiredLeaseIsNotTaken::new)),
    AWAITING_CONSENT_IS_DUE(() -> BuggyPorts.statements(BuggyAssertions.AwaitingConsentIsDue::new)),
    CALLBACK_ENDS_A_LEASE(() -> BuggyPorts.statements(BuggyAssertions.CallbackEndsALease::new)),
    CONNECTION_IS_NOT_RECORDED(() -> BuggyPorts.statements(BuggyAssertions.ConnectionIsNotRecorded::new)),
    HAND_OVER_DOES_NOT_COUNT(() -> BuggyPorts.statements(BuggyImports.HandOverDoesNotCount::new)),
    HAND_OVER_FORGETS_THE_DOUBT(() -> BuggyPorts.statements(BuggyImports.HandOverForgetsTheDoubt::new)),
    USER_IS_ASKED_FOR_BEFORE_THE_STORE(BuggyImports::askingFirst),
    IMPORT_IS_JUDGED_WHILE_IT_IS_PROVEN_ANEW(() -> BuggyImports.rows(BuggyImports.JudgedWhileProvenAnew::new)),
    DOUBTFUL_IMPORT_IS_PLAINLY_REFUSED(() -> BuggyImports.rows(BuggyImports.DoubtIsPlainlyRefused::new)),
    GRANTED_IMPORT_IS_FORGOTTEN(() -> BuggyImports.rows(BuggyImports.GrantedIsForgotten::new)),
    LOST_IMPORT_IS_FORGOTTEN(() -> BuggyImports.rows(BuggyImports.LostIsForgotten::new)),
    LEASED_IMPORT_IS_FORGOTTEN(() -> BuggyImports.rows(BuggyImports.LeasedIsForgotten::new)),
    NEW_IMPORT_IS_NOT_DUE(() -> BuggyImports.rows(BuggyImports.NewIsNotDue::new)),
    LEASED_IMPORT_IS_NOT_DUE(() -> BuggyImports.rows(BuggyImports.LeasedIsNotDue::new)),
    PROVEN_IMPORT_IS_NOT_DUE(() -> BuggyImports.rows(BuggyImports.ProvenIsNotDue::new)),
    IMPORT_OUTLIVES_A_DISCONNECT(() -> BuggyImports.rows(BuggyImports.NothingIsDiscarded::new)),
    REFUSED_IMPORT_REQUIRES_A_CONSENT(() -> BuggyImports.rows(BuggyImports.RefusalRequiresAConsent::new)),
    REFUSED_IMPORT_TAKES_A_SLOT(() -> BuggyImports.rows(BuggyImports.RefusalTakesASlot::new)),
    REFUSAL_ENDS_WHAT_WAS_GRANTED(() -> BuggyImports.rows(BuggyImports.RefusalEndsWhatWasGranted::new)),
    HELD_LEASE_OF_AN_IMPORT_IS_TAKEN(() -> BuggyImports.rows(BuggyImports.HeldLeaseIsTaken::new)),
    LEASE_OF_AN_IMPORT_IS_ITS_CONNECTIONS(() -> BuggyImports.rows(BuggyImports.LeaseIsTheConnections::new)),
    STORE_NAMES_NO_KEYSET(() -> BuggyPorts.statements(BuggyKeys.StoreNamesNoKeyset::new)),
    IMPORT_STORE_NAMES_NO_KEYSET(() -> BuggyImports.rows(BuggyKeys.ImportStoreNamesNoKeyset::new)),
    MOVED_KEYSET_IS_STALE(() -> BuggyPorts.statements(BuggyKeys.MovedKeysetIsStale::new)),
    KEY_LEAVES_UNCHECKED(() -> BuggyKeys.keys(BuggyKeys.KeyLeavesUnchecked::new)),
    RESEAL_COMPARES_NOTHING(() -> BuggyPorts.statements(BuggyKeys.ResealComparesNothing::new)),
    RESEAL_COUNTS(() -> BuggyPorts.statements(BuggyKeys.ResealCounts::new)),
    RESEAL_ENDS_THE_LEASE(() -> BuggyPorts.statements(BuggyKeys.ResealEndsTheLease::new)),
    REWRAP_COMPARES_NOTHING(() -> BuggyKeys.keys(BuggyKeys.RewrapComparesNothing::new)),
    CONSENT_READS_THE_KEYSET_UNLOCKED(() -> BuggyKeys.keys(BuggyKeys.ConsentReadsTheKeysetUnlocked::new)),
    KEYS_CHANGE_WITHOUT_LOCKS(() -> BuggyKeys.keys(BuggyKeys.KeysChangeWithoutLocks::new)),
    RETIREMENT_COUNTS_FIRST(() -> BuggyWrappings.wrappings(BuggyWrappings.RetirementCountsFirst::new)),
    RETIREMENT_COUNTS_NOTHING(() -> BuggyWrappings.wrappings(BuggyWrappings.RetirementCountsNothing::new)),
    WRAPS_UNDER_A_RETIRED_KEY(() -> BuggyWrappings.wrappings(BuggyWrappings.WrapsUnderARetiredKey::new)),
    WRAPPING_KEY_IS_NOT_LOCKED(() -> BuggyWrappings.wrappings(BuggyWrappings.WrappingKeyIsNotLocked::new));

    private final Supplier<Mutation> mutation;

    PlantedBug(Supplier<Mutation> mutation) {
        this.mutation = mutation;
    }

    /** For one run. */
    Mutation mutation() {
        return mutation.get();
    }
}
