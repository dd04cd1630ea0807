package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.countersign.caller.FailedLogin.Door;
import io.countersign.caller.identity.ProvenIdentity;
import io.countersign.caller.identity.TestingVerifier;
import io.countersign.problem.Problem;
import io.countersign.problem.ProblemException;
import io.countersign.problem.ProblemType;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CallerIdentityProviderTest {
    private static final String OPERATOR = "0123456789abcdef0123456789abcdef";

    private final SecureRandom random = new SecureRandom();
    private final ApiKey key = ApiKey.generate(random);
    private final TestingVerifier issuer = new TestingVerifier();
    private final List<String> asked = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final TestingAdmission scene = new TestingAdmission(nanos::get);
    private Uni<Optional<StoredKey>> answer = Uni.createFrom().item(Optional.empty());
    private SocketAddress from = SocketAddress.inetSocketAddress(1, "203.0.113.7");

    private record Configured(Optional<String> apiKey, Optional<java.nio.file.Path> apiKeyFile)
            implements BootstrapConfiguration {}

    private SecurityIdentity authenticate(String credential) {
        return authenticate(new Presented.Text(credential));
    }

    private SecurityIdentity authenticate(Presented presented) {
        BootstrapKey bootstrap = new BootstrapKey(new Configured(Optional.of(OPERATOR), Optional.empty()));
        return new CallerIdentityProvider(bootstrap, scene.admission, issuer.verifier())
                .authenticate(new BearerRequest(presented, this::find, new Arrival(Door.API, from)), null)
                .await()
                .indefinitely();
    }

    private Uni<Optional<StoredKey>> find(Credential credential) {
        asked.add(credential.kind() + " " + credential.id());
        return answer;
    }

    private void stored(byte[] hash, boolean expired) {
        Grant grant = new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE));
        answer = Uni.createFrom()
                .item(Optional.of(new StoredKey("signer", hash, expired, List.of(grant), Map.of("beside", "the key"))));
    }

    private void assertRefused(String credential) {
        assertThatThrownBy(() -> authenticate(credential)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void knowsACallerByItsKey() {
        // Given
        stored(key.hash(), false);

        // When
        SecurityIdentity identity = authenticate(key.reveal());

        // Then
        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:signer");
        assertThat(Grants.of(identity).allow(Permission.TOKEN_ISSUE, "acme")).isTrue();
        assertThat(identity.<String>getAttribute("beside")).isEqualTo("the key");
        assertThat(asked).containsExactly("KEY " + key.id());
    }

    @Test
    void refusesUnknownExpiredAndWrongKeys() {
        assertRefused(key.reveal());

        stored(key.hash(), true);
        assertRefused(key.reveal());

        stored(ApiKey.generate(random).hash(), false);
        assertRefused(key.reveal());
    }

    @Test
    void refusesForgeriesWithoutLookingThemUp() {
        char last = key.reveal().charAt(key.reveal().length() - 1);
        String forged = key.reveal().substring(0, key.reveal().length() - 1) + (last == 'a' ? 'b' : 'a');

        assertRefused(forged);
        assertRefused("");
        assertRefused("eyJhbGciOiJub25lIn0.e30.");

        assertThat(asked).isEmpty();
    }

    @Test
    void knowsACallerByAJwtOfItsIssuer() {
        // Given
        ProvenIdentity sender = ProvenIdentity.oidc(TestingVerifier.ISSUER, "sender");
        stored(sender.hash(), false);

        // When
        SecurityIdentity identity = authenticate(issuer.token("sender"));

        // Then
        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:signer");
        assertThat(identity.<String>getAttribute("beside")).isEqualTo("the key");
        assertThat(asked).containsExactly("IDENTITY " + sender.id());
    }

    @Test
    void aJwtThatIsGoodAndNobodysIsRefusedLikeOneThatIsBad() {
        assertRefused(issuer.token("nobody"));
        assertThat(asked).hasSize(1);
        stored(ProvenIdentity.oidc(TestingVerifier.ISSUER, "sender").hash(), false);
        assertRefused(issuer.token("another"));
        assertThat(asked).hasSize(2);

        assertRefused(issuer.token("sender") + "AA");
        assertThat(asked).hasSize(2);
    }

    /** Nobody is let in, and nobody is told that the token is bad. */
    @Test
    void aJwtIsUnavailableWhileItsIssuerIsAway() {
        issuer.isAway();

        assertThatThrownBy(() -> authenticate(issuer.token("sender")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.problem())
                                .returns(ProblemType.UNAVAILABLE, Problem::type)
                                .returns(Duration.ofSeconds(5), Problem::retryAfter));
        assertThat(asked).isEmpty();
    }

    @Test
    void knowsACallerByItsCertificate() {
        ProvenIdentity sender = ProvenIdentity.certificate("uri:spiffe://example.org/sender");
        stored(sender.hash(), false);

        assertThat(authenticate(new Presented.Proven(sender)).getPrincipal().getName())
                .isEqualTo("caller:signer");
        assertThat(asked).containsExactly("IDENTITY " + sender.id());
        assertThat(new Presented.Text(OPERATOR).toString()).doesNotContain(OPERATOR);
    }

    @Test
    void knowsTheOperatorWithoutLookingUp() {
        SecurityIdentity identity = authenticate(OPERATOR);

        assertThat(identity.getPrincipal().getName()).isEqualTo("caller:bootstrap");
        assertThat(Grants.of(identity).allow(Permission.CALLER_MANAGE, null)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void doesNotCallAFailedLookUpAWrongKey() {
        answer = Uni.createFrom().failure(new IllegalStateException("away"));

        assertThatThrownBy(() -> authenticate(key.reveal())).isInstanceOf(IllegalStateException.class);
    }

    private static Problem problemOf(ThrowingCallable call) {
        return ((ProblemException) catchThrowable(call)).problem();
    }

    @Test
    void asksNobodyAboutAKeyThatWasRefusedJustNow() {
        // Given
        assertRefused(key.reveal());
        stored(key.hash(), false);

        // Then
        assertRefused(key.reveal());
        assertThat(asked).hasSize(1);
        nanos.addAndGet(JudgedKeys.REFUSED.toNanos());
        authenticate(key.reveal());
        assertThat(asked).hasSize(2);
    }

    /** Else whoever knows no more than a key's id would shut its owner out. */
    @Test
    void aWrongSecretIsNoMatterOfTheRightOne() {
        // Given
        ApiKey other = ApiKey.generate(random);
        stored(key.hash(), false);
        assertRefused(other.reveal());

        // Then
        assertThat(authenticate(key.reveal()).getPrincipal().getName()).isEqualTo("caller:signer");
        assertRefused(other.reveal());
        assertThat(asked).containsExactly("KEY " + other.id(), "KEY " + key.id());
        assertThat(scene.events)
                .extracting(
                        event -> event.details().get("reason"),
                        event -> event.details().get("api_key"))
                .containsExactly(tuple("wrong_secret", other.id()));
    }

    @Test
    void letsNoNetworkAskTheDatabaseInVainAsOftenAsItLikes() {
        // Given
        stored(key.hash(), false);
        authenticate(key.reveal());
        answer = Uni.createFrom().item(Optional.empty());
        for (int i = 0; i < TestingAdmission.FAILED_LOGINS; i++) {
            assertRefused(ApiKey.generate(random).reveal());
        }
        ApiKey other = ApiKey.generate(random);
        stored(other.hash(), false);

        // Then
        Problem problem = problemOf(() -> authenticate(other.reveal()));
        assertThat(problem.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(asked).hasSize(1 + TestingAdmission.FAILED_LOGINS).doesNotContain(other.id());

        from = SocketAddress.inetSocketAddress(1, "203.0.113.8");
        authenticate(other.reveal());
        from = SocketAddress.inetSocketAddress(1, "203.0.113.7");
        authenticate(other.reveal());
        stored(key.hash(), false);
        authenticate(key.reveal());
    }

    /** Who held a key asks in vain no more often than a stranger. */
    @Test
    void aKeyThatWasRightIsAStrangersAsSoonAsItIsNone() {
        // Given
        stored(key.hash(), false);
        authenticate(key.reveal());
        answer = Uni.createFrom().item(Optional.empty());
        for (int i = 0; i < TestingAdmission.FAILED_LOGINS; i++) {
            assertRefused(ApiKey.generate(random).reveal());
        }
        assertRefused(key.reveal());

        // Then
        nanos.addAndGet(JudgedKeys.REFUSED.toNanos());
        for (int i = 0; i < TestingAdmission.FAILED_LOGINS; i++) {
            assertRefused(ApiKey.generate(random).reveal());
        }
        assertThat(problemOf(() -> authenticate(key.reveal())).type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    }

    @Test
    void whatCostsNothingCountsForNothing() {
        for (int i = 0; i < 100; i++) {
            assertRefused("csk_" + "a".repeat(61));
        }
        for (int i = 0; i < 100; i++) {
            assertRefused(key.reveal());
        }
        stored(key.hash(), false);
        nanos.addAndGet(JudgedKeys.REFUSED.toNanos());
        authenticate(key.reveal());
    }

    /** Else 429 would cost what it is there to save. */
    @Test
    void nothingIsReadForACallerThatHasCalledTooOften() {
        // Given
        stored(key.hash(), false);
        for (int i = 0; i < TestingAdmission.CALLS; i++) {
            authenticate(key.reveal());
        }
        assertThat(asked).hasSize(TestingAdmission.CALLS);

        // Then
        assertThat(problemOf(() -> authenticate(key.reveal())).type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        assertThat(asked).hasSize(TestingAdmission.CALLS);
    }

    /** Tokens are new every hour, and their owner is who he was. */
    @Test
    void aNewTokenOfAKnownIdentityIsHeededBesideAFloodOfKeys() {
        // Given
        stored(ProvenIdentity.oidc(TestingVerifier.ISSUER, "sender").hash(), false);
        authenticate(issuer.token("sender"));
        answer = Uni.createFrom().item(Optional.empty());
        for (int i = 0; i < TestingAdmission.FAILED_LOGINS; i++) {
            assertRefused(ApiKey.generate(random).reveal());
        }

        // Then
        assertThat(problemOf(() -> authenticate(issuer.token("nobody"))).type())
                .isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        stored(ProvenIdentity.oidc(TestingVerifier.ISSUER, "sender").hash(), false);
        assertThat(authenticate(issuer.token("sender")).getPrincipal().getName())
                .isEqualTo("caller:signer");
    }

    /** They cost no question to the database, and have a bound of their own for what they do cost. */
    @Test
    void tokensThatProveNothingKeepNoKeyOut() {
        // Given
        for (int i = 0; i < TestingAdmission.FAILED_PROOFS; i++) {
            assertRefused(issuer.token("sender" + i) + "AA");
        }

        // Then
        assertThat(problemOf(() -> authenticate(issuer.token("sender") + "AA")).type())
                .isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        stored(key.hash(), false);
        authenticate(key.reveal());
        assertThat(asked).containsExactly("KEY " + key.id());
    }

    /** Who waits for an issuer that hangs holds a request. */
    @Test
    void tokensThatNobodyCanVerifyCountToo() {
        issuer.isAway();
        for (int i = 0; i < TestingAdmission.FAILED_PROOFS; i++) {
            String token = issuer.token("sender" + i);
            assertThat(problemOf(() -> authenticate(token)).type()).isEqualTo(ProblemType.UNAVAILABLE);
        }

        assertThat(problemOf(() -> authenticate(issuer.token("sender"))).type())
                .isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    }

    @Test
    void letsOneCallerCallAsOftenAsOneMay() {
        // Given
        for (int i = 0; i < TestingAdmission.CALLS; i++) {
            authenticate(OPERATOR);
        }

        // Then
        assertThat(problemOf(() -> authenticate(OPERATOR)).type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        stored(key.hash(), false);
        authenticate(key.reveal());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        authenticate(OPERATOR);
    }
}
