package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingSql;
import io.countersign.connection.ConnectionState;
import io.countersign.connection.ConsentReason;
import io.countersign.connection.VouchedUsers;
import io.countersign.crypto.Secret;
import io.countersign.docusign.UserInfo;
import io.countersign.refresh.gate.UpstreamGate.ClientRefusal;
import io.countersign.refresh.gate.UpstreamGate.Flag;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements of an attempt and of the gate, on a row that impersonates a user. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresImpersonationTest extends PostgresSteps {
    private static final UserInfo.Account ACCOUNT =
            new UserInfo.Account("a-1", "Acme", URI.create("https://eu.docusign.net"));

    @BeforeEach
    void impersonates() {
        TestingSql.run("UPDATE connection SET grant_type = 'jwt_bearer', user_id = 'u-1' WHERE tenant = ?", name());
        set("grant_type = 'jwt_bearer', state = 'awaiting_consent', refresh_token = NULL, access_token = NULL,"
                + " scopes = NULL, user_sub = NULL, account_id = NULL, base_uri = NULL, due_at = NULL,"
                + " access_expires_at = NULL, refresh_expires_at = NULL");
        VouchedUsers users = PostgresRows.bean(VouchedUsers.class);
        await(PostgresRows.bean(Pool.class)
                .withTransaction(transaction -> users.vouch(
                        transaction, new VouchedUsers.Settled(target.id(), tenant.integration(), null, "u-1"))));
    }

    private String name() {
        return tenant.tenant();
    }

    private Lease stored() {
        Lease lease = leased();
        UserInfo jane = new UserInfo(
                "u-1",
                "Jane",
                "jane@acme.example",
                new UserInfo.Profile("Jane", "Doe", "2015-08-13T22:03:03.45"),
                List.of(ACCOUNT));
        NewTokens tokens = new NewTokens(
                Secret.ofText("access"),
                false,
                null,
                Duration.ofHours(1),
                null,
                null,
                new Impersonated(List.of("signature", "impersonation"), new Belonging.Choice.Chosen(jane, ACCOUNT)),
                0);
        assertThat(await(store.store(lease, tokens, Duration.ZERO, REST, null))).isEqualTo(RefreshStore.Written.STORED);
        target = new Target(target.id(), target.integration(), target.generation() + 1);
        return lease;
    }

    @Test
    void aConnectionThatWaitsForAConsentIsLeasedAndNotDue() {
        Lease lease = leased();

        assertThat(lease.grant()).isInstanceOfSatisfying(LeasedGrant.Impersonation.class, user -> {
            assertThat(user.state()).isEqualTo(ConnectionState.AWAITING_CONSENT);
            assertThat(user.wanted()).contains("impersonation").doesNotContain("extended");
            assertThat(user.belonging().userId()).isEqualTo("u-1");
        });
        assertThat(column("due_at IS NULL")).isEqualTo("t");
    }

    @Test
    void withoutAUserOrAfterADisconnectNothingIsLeased() {
        set("state = 'disconnected'");
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());

        set("state = 'awaiting_consent'");
        TestingSql.run("UPDATE connection SET user_id = NULL WHERE tenant = ?", name());
        assertThat(ask()).isEqualTo(new LeaseAnswer.Moved());
    }

    @Test
    void theFirstTokenConnectsAndIsDueOnceItIsUsed() {
        stored();

        assertThat(rows.row().state()).isEqualTo("active");
        assertThat(column("concat_ws(' ', account_id, base_uri, user_email, user_profile->>'created',"
                        + " array_to_string(scopes, '+'),"
                        + " refresh_token IS NULL, due_at IS NULL, unsure)"))
                .isEqualTo("a-1 https://eu.docusign.net jane@acme.example 2015-08-13T22:03:03.45"
                        + " signature+impersonation t t f");
        assertThat(rows.events()).last().isEqualTo("connection.connected");
        rows.leaseTimeEnds();
        assertThat(leased().held()).as("opens at its new account").isNotNull();
        assertThat(column("due_at IS NOT NULL")).as("renewed in use").isEqualTo("t");
    }

    @Test
    void aLeaseThatRanOutIsTakenAtOnceAndTheLateAnswerIsStored() {
        Lease slow = leased(MINE);
        rows.leaseTimeEnds();

        assertThat(ask(OTHER)).isInstanceOf(LeaseAnswer.Leased.class);

        assertThat(write(slow, null)).isEqualTo(RefreshStore.Written.STORED);
        assertThat(rows.row().unsure()).isFalse();
    }

    @Test
    void aRefusalPausesTheRowAndStands() {
        stored();
        rows.leaseTimeEnds();
        Lease lease = leased();
        refuse(lease);

        assertThat(ask())
                .isInstanceOfSatisfying(
                        LeaseAnswer.Refused.class,
                        refused -> assertThat(refused.standing())
                                .isInstanceOfSatisfying(Renewal.ConsentRequired.class, required -> {
                                    assertThat(required.reason()).isEqualTo(ConsentReason.CONSENT_REVOKED);
                                    assertThat(required.again())
                                            .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
                                }));

        assertThat(column("lease_until > clock_timestamp() + interval '4 s' AND failures = 1 AND due_at IS NULL"))
                .isEqualTo("t");
        rows.leaseTimeEnds();
        run(store.giveBack(leased(), GivenBack.afterFailure(lease, 1, false, "no_answer")));
        assertThat(ask()).as("behind an outage").isInstanceOf(LeaseAnswer.Closed.class);
    }

    /** Whoever ended the pause asked for a try, which the ten calls do not let be: DocuSign has said nothing to it. */
    @Test
    void noRefusalStandsBehindTheTenCallsOnceItsPauseWasEnded() {
        set("last_error = 'consent_missing', failures = 1,"
                + " calls = array_fill(clock_timestamp() - interval '20 s', ARRAY[10]),"
                + " integration = '" + integration + "'");
        assertThat(ask()).isInstanceOf(LeaseAnswer.Refused.class);
        assertThat(error()).isEqualTo("consent_missing");

        set("failures = 0");

        assertThat(ask())
                .isInstanceOfSatisfying(
                        LeaseAnswer.Closed.class,
                        closed -> assertThat(closed.pause()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(50)));
        assertThat(error()).isEqualTo("call_limit");
    }

    private String error() {
        return TestingSql.text("SELECT error FROM connection_error WHERE tenant = ?", name());
    }

    /** A user who is gone is a verdict from any state, and takes its slot. */
    @Test
    void onlyARetryForcesAVerdictOnWhatWasRefusedBefore() {
        stored();
        rows.leaseTimeEnds();
        refuse(leased());
        rows.leaseTimeEnds();
        assertThat(leased().finality()).isEqualTo(Finality.WITH_SLOT);

        set("forced = true");
        rows.leaseTimeEnds();
        assertThat(leased().finality()).isEqualTo(Finality.AT_ONCE);
    }

    @Test
    void whatIsHeldForAnAccountIsNotDueUnlessSomebodyAsks() {
        stored();
        rows.leaseTimeEnds();

        run(store.giveBack(leased(), GivenBack.heldUnlessAsked(Duration.ofMinutes(1), "account_mismatch")));

        assertThat(column("due_at IS NULL AND held_until > clock_timestamp() + interval '50 s'"))
                .isEqualTo("t");
    }

    @Test
    void aGateOfOneGrantDoesNotCloseTheOther() {
        stored();
        rows.leaseTimeEnds();
        set("due_at = clock_timestamp()");
        run(gate.pause(GateKeys.ofCodes(integration), PATIENCE));
        assertThat(claimed()).contains(target.id().tenant());
        assertThat(refusesKey()).isEqualTo(ClientRefusal.FIRST);

        set("due_at = clock_timestamp()");
        assertThat(ask()).isInstanceOf(LeaseAnswer.Paused.class);
        assertThat(claimed()).doesNotContain(target.id().tenant());
        assertThat(TestingSql.text("SELECT reason FROM integration_flag WHERE integration = ?", integration))
                .isEqualTo("rsa_key_refused");
        assertThat(error()).isEqualTo("rsa_key_refused");

        rows.addSecret();
        rows.revive();
        assertThat(ask()).isInstanceOf(LeaseAnswer.Leased.class);
    }

    private ClientRefusal refusesKey() {
        return await(gate.refuseClient(
                GateKeys.ofAssertions(integration), UUID.randomUUID(), Flag.RSA_KEY_REFUSED, version, PAUSE));
    }

    private List<String> claimed() {
        return await(real.queue().claim(50, 50, Set.of(), Duration.ofSeconds(1))).stream()
                .map(claim -> claim.id().tenant())
                .toList();
    }
}
