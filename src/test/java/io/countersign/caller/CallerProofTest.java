package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.crypto.KeyedHash;
import io.countersign.crypto.Secret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What counts of what was read. */
class CallerProofTest {
    private static final CallerMark MARK = new CallerMark("billing", UUID.randomUUID(), 3);
    private static final CallerMark LATER = new CallerMark("billing", MARK.uuid(), 4);
    private static final byte[] NONE = new byte[CallerMacs.LENGTH];

    private final CallerMacs macs =
            new CallerMacs(new KeyedHash(Secret.takeOwnershipOf(new byte[KeyedHash.LENGTH]))::of);

    @Test
    void allCountsThatTheVaultWrote() {
        CallerProof proof = proof(caller(MARK), List.of(key("a", MARK)), List.of(grant(0, "acme", MARK)));

        assertThat(proof.isWhole()).isTrue();
        assertThat(proof.unverified()).isEmpty();
        assertThat(proof.keys()).extracting(ApiKeyRow::id).containsExactly("a");
        assertThat(proof.judgedGrants()).hasSize(1);
    }

    @Test
    void aRowThatSomebodyElseWroteDoesNot() {
        CallerProof proof = proof(
                caller(MARK),
                List.of(new Signed<>(key("a", MARK).row(), NONE), key("b", MARK)),
                List.of(
                        grant(0, "acme", MARK),
                        new Signed<>(grant(1, "globex", MARK).row(), NONE)));

        assertThat(proof.itself()).isTrue();
        assertThat(proof.isWhole()).isFalse();
        assertThat(proof.keys()).extracting(ApiKeyRow::id).containsExactly("b");
        assertThat(proof.grants()).extracting(CallerGrantRow::tenant).containsExactly("acme");
        assertThat(proof.unverified())
                .containsExactly(
                        new UnverifiedRow("billing", UnverifiedRow.Kind.KEY, "a"),
                        new UnverifiedRow("billing", UnverifiedRow.Kind.GRANT, "1 globex/*"));
    }

    @Test
    void anIdentityThatSomebodyElseWroteNamesNobody() {
        CallerIdentityRow row = CallerIdentityRow.of("billing", List.of(ProvenIdentity.certificate("dns:a.example")))
                .getFirst();

        CallerProof proof = CallerProof.of(
                macs, new ReadCaller(caller(MARK), List.of(), List.of(new Signed<>(row, NONE)), List.of()));
        CallerProof own = CallerProof.of(
                macs,
                new ReadCaller(caller(MARK), List.of(), List.of(new Signed<>(row, macs.of(MARK, row))), List.of()));

        assertThat(own.names()).isTrue();
        assertThat(own.rows().identities()).containsExactly(row);
        assertThat(proof.names()).isFalse();
        assertThat(proof.isWhole()).isFalse();
        assertThat(proof.unverified())
                .containsExactly(new UnverifiedRow("billing", UnverifiedRow.Kind.IDENTITY, row.id()));
    }

    @Test
    void whatWasValidBeforeAChangeDoesNot() {
        CallerProof proof = proof(caller(LATER), List.of(key("a", MARK)), List.of(grant(0, "acme", MARK)));

        assertThat(proof.keys()).isEmpty();
        assertThat(proof.judgedGrants()).isEmpty();
        assertThat(proof.unverified()).hasSize(2);
    }

    @Test
    void nothingCountsOfACallerThatSomebodyElseWrote() {
        CallerProof proof =
                proof(new Signed<>(MARK, macs.of(LATER)), List.of(key("a", MARK)), List.of(grant(0, "acme", MARK)));

        assertThat(proof.itself()).isFalse();
        assertThat(proof.keys()).isEmpty();
        assertThat(proof.judgedGrants()).isEmpty();
        assertThat(proof.unverified())
                .containsExactly(new UnverifiedRow("billing", UnverifiedRow.Kind.CALLER, "billing"));
    }

    private CallerProof proof(
            Signed<CallerMark> caller, List<Signed<ApiKeyRow>> keys, List<Signed<CallerGrantRow>> grants) {
        return CallerProof.of(macs, new ReadCaller(caller, keys, List.of(), grants));
    }

    private Signed<CallerMark> caller(CallerMark mark) {
        return new Signed<>(mark, macs.of(mark));
    }

    private Signed<ApiKeyRow> key(String id, CallerMark mark) {
        ApiKeyRow row = new ApiKeyRow("billing", id, new byte[32], Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        return new Signed<>(row, macs.of(mark, row));
    }

    private Signed<CallerGrantRow> grant(int position, String tenant, CallerMark mark) {
        CallerGrantRow row = new CallerGrantRow("billing", position, tenant, "*", List.of("token:issue"));
        return new Signed<>(row, macs.of(mark, row));
    }
}
