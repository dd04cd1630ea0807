package io.countersign.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestingCaller;
import io.countersign.TestingRenewal;
import io.countersign.TestingTenant;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same of one integration key: what is sealed for one environment or grant is worth nothing in the other. */
@QuarkusIntegrationTest
@WithTestResource(TestDatabase.class)
class SwappedSidesIT {
    private OneKey key;

    @BeforeEach
    void register() {
        key = OneKey.create();
    }

    private TestingTenant connected(Kind kind) {
        return key.connected(kind, OneKey.person(kind));
    }

    @ParameterizedTest
    @CsvSource({
        "DEMO_CODE, PRODUCTION_CODE",
        "DEMO_JWT, PRODUCTION_JWT",
        "DEMO_CODE, DEMO_JWT",
        "PRODUCTION_CODE, PRODUCTION_JWT",
        "DEMO_CODE, PRODUCTION_JWT",
        "PRODUCTION_CODE, DEMO_JWT"
    })
    void tokensDoNotOpen(Kind kind, Kind otherKind) {
        TestingTenant one = connected(kind);
        TestingTenant other = connected(otherKind);
        String token = one.accessToken(Map.of());
        String otherToken = other.accessToken(Map.of());
        long calls = key.calls();

        for (Tampering tampering :
                List.of(Tampering.ACCESS_TOKENS, Tampering.KEYSETS_WITH_ACCESS_TOKENS, Tampering.WHOLE_ROWS)) {
            tampering.with(one, other);
            Incident.is(one.token(Map.of()));
            Incident.is(other.token(Map.of()));
            tampering.with(one, other);
        }

        assertThat(key.calls()).isEqualTo(calls);
        assertThat(one.accessToken(Map.of()).equals(token)).isTrue();
        assertThat(other.accessToken(Map.of()).equals(otherToken)).isTrue();
    }

    @Test
    void aRefreshTokenOfTheOtherEnvironmentIsNeverSent() {
        TestingTenant demo = connected(Kind.DEMO_CODE);
        TestingTenant production = connected(Kind.PRODUCTION_CODE);

        doNotRenewWith(Tampering.REFRESH_TOKENS, demo, production, 500);
    }

    /** A client secret, or the key that signs: it proves the same app, and in one environment alone. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"DEMO_CODE", "DEMO_JWT"})
    void whatProvesTheAppInTheOtherEnvironmentIsNeverSent(Kind kind) {
        Tampering proofs = kind.impersonates() ? Tampering.RSA_KEYS : Tampering.CLIENT_SECRETS;

        doNotRenewWith(proofs, connected(kind), connected(kind.elsewhere()), 503);
    }

    /** Neither of them, until what was swapped is put back. */
    private void doNotRenewWith(Tampering tampering, TestingTenant one, TestingTenant other, int status) {
        List<TestingTenant> both = List.of(one, other);
        both.forEach(tenant -> new TestingRenewal(tenant).passes(Duration.ofHours(8)));
        long calls = key.calls();
        tampering.with(one, other);

        both.forEach(tenant -> tenant.token(Map.of()).statusCode(status));

        assertThat(key.calls()).isEqualTo(calls);
        tampering.with(one, other);
        both.forEach(tenant -> {
            TestingCaller.operator().post(tenant.connection() + "/retry").then().statusCode(202);
            tenant.token(Map.of()).statusCode(200);
        });
    }
}
