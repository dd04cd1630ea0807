package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.caller.identity.FakeIssuer;
import io.countersign.caller.identity.TestingJwt;
import io.countersign.simulator.DocuSignSimulator;
import io.countersign.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The drills of the alerts on callers, keys, the trail, and who answers in another's place. */
class TrustDrills {
    private static final String AUDIENCE = "countersign";
    private static final String CALLER = "elsewhere";

    @Test
    void somebodyWritesToTheCallers() throws IOException {
        Drill.run(Drill.plan(), "caller-unverified", Set.of("CountersignCallerUnverified"), vault -> {
            new TrustScenes(vault).somebodyWritesToTheCallers();
            Outage.lasts(Drill.SHORT);
        });
    }

    @Test
    void theTrailIsChanged() throws IOException {
        Drill.run(Drill.plan(), "trail-broken", Set.of("CountersignTrailBroken"), vault -> {
            new TrustScenes(vault).theTrailIsChanged();
            Outage.lasts(Drill.SHORT);
        });
    }

    @Test
    void nobodySealsTheTrail() throws IOException {
        Drill.run(
                Drill.plan(),
                "trail-unsealed",
                Set.of("CountersignTrailUnsealed"),
                vault -> new TrustScenes(vault).nobodySealsTheTrail(Drill.LONG));
    }

    @Test
    void aTransactionElsewhereHoldsTheTrailBack() throws IOException {
        Drill.run(
                Drill.plan(),
                "trail-held-back",
                Set.of("CountersignTrailHeldBack"),
                vault -> new TrustScenes(vault).aTransactionElsewhereHoldsTheTrailBack(Drill.LONG.plus(Drill.SHORT)));
    }

    @Test
    void aKeyRotationIsHeldUp() throws IOException {
        Drill.run(Drill.plan(), "rotation-stuck", Set.of("CountersignRotationStuck"), vault -> {
            new TrustScenes(vault).aKeyRotationIsHeldUp();
            Outage.lasts(Drill.LONG);
        });
    }

    @Test
    void somebodyPosesAsDocuSign() throws IOException {
        try (DocuSignSimulator stranger =
                DocuSignSimulator.start(SimulatorOptions.onPort(0).withTls(0))) {
            Plan misled = Drill.plan()
                    .with(
                            "countersign.docusign.demo.auth-url",
                            stranger.tlsUrl().orElseThrow());
            Drill.run(misled, "docusign-untrusted", Set.of("CountersignDocuSignUntrusted"), vault -> {
                new TrustScenes(vault).somebodyPosesAsDocuSign();
                Outage.lasts(Drill.LONG);
            });
        }
    }

    /** It takes connections and says nothing, as it was when the replicas started. */
    @Test
    void anIssuerIsAway() throws IOException, JoseException {
        PublicJsonWebKey key = TestingJwt.ecKey("one");
        try (FakeIssuer issuer = FakeIssuer.start().hangs()) {
            Plan trusting = Drill.plan()
                    .with("countersign.caller.oidc.cluster.issuer", issuer.issuer())
                    .with("countersign.caller.oidc.cluster.audience", AUDIENCE);
            Drill.run(trusting, "issuer-away", Set.of("CountersignIssuerAway"), vault -> {
                new TrustScenes(vault).aCallerOf(issuer.issuer(), CALLER);
                List<SeededConnection> used = vault.seeds().connections(5, Duration.ofHours(7));
                try (Load away = Load.of(
                        2,
                        Duration.ofSeconds(1),
                        i -> vault.as(token(issuer, key)).token(vault.replica(i % 2), used.get(i % used.size())))) {
                    Outage.lasts(Drill.LONG);
                    assertThat(away.answers()).isNotEmpty().allMatch(answer -> answer.status() == 503);
                }
                issuer.has(key);
                vault.as(token(issuer, key)).tokenAtLast(vault.replica(0), used.getFirst(), 60, 200);
                Outage.lasts(Drill.AFTER);
            });
        }
    }

    private static String token(FakeIssuer issuer, PublicJsonWebKey key) {
        try {
            return TestingJwt.signed(key, TestingJwt.claims(issuer.issuer(), AUDIENCE, CALLER, Instant.now()));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
