package io.countersign.docusign;

import static io.countersign.docusign.FakeDocuSign.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestDatabase;
import io.countersign.TestDocuSign;
import io.countersign.crypto.Secret;
import io.countersign.docusign.TokenAnswer.Granted;
import io.countersign.docusign.TokenAnswer.NotSent;
import io.countersign.docusign.TokenAnswer.Refused;
import io.countersign.integration.TestingPem;
import io.countersign.simulator.SimulatedClient;
import io.countersign.simulator.SimulatedUser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an assertion is sent as, and what the simulated DocuSign makes of it. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class AssertUserTest extends TokenCallFixture {
    private static final KeyPair PAIR = TestingPem.generate("RSA", 2048);
    private static final KeyPair OTHER = TestingPem.generate("RSA", 2048);
    private static final String TOKEN = "{\"access_token\":\"A\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    @Inject
    DocuSign wired;

    @Inject
    Vertx vertx;

    private static Assertion assertion(String integrationKey, String user, KeyPair pair) {
        return new Assertion(
                integrationKey,
                user,
                List.of("signature", "impersonation"),
                Secret.takeOwnershipOf(pair.getPrivate().getEncoded()));
    }

    private static Assertion assertion() {
        return assertion(UUID.randomUUID().toString(), UUID.randomUUID().toString(), PAIR);
    }

    @Test
    void sendsTheFormWithoutClientAuthentication() {
        // Given
        fake.then(answer(200, TOKEN));

        // When
        TokenAnswer answer = docuSignAt(fake.uri())
                .assertUser(Environment.DEMO, assertion(), () -> true)
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer).isEqualTo(new Granted(Secret.ofText("A"), null, 3600, null));
        assertThat(fake.requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .startsWith("POST /oauth/token HTTP/1.1")
                        .doesNotContainIgnoringCase("\r\nauthorization:")
                        .containsIgnoringCase("\r\ncontent-type: application/x-www-form-urlencoded"));
        assertThat(fake.requests().getFirst().split("\r\n\r\n")[1])
                .matches("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                        + "&assertion=[\\w-]+\\.[\\w-]+\\.[\\w-]{342}");
        assertThat(counted("assertion", "granted")).isEqualTo(1);
    }

    @Test
    void sendsNothingTooLate() {
        // When
        TokenAnswer answer = impatientAt(fake.uri())
                .assertUser(Environment.DEMO, assertion(), () -> false)
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer).isEqualTo(new NotSent(NotSent.Reason.TOO_LATE));
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aKeyThatCannotSignIsRefusedHere() {
        // When
        TokenAnswer answer = docuSignAt(fake.uri())
                .assertUser(
                        Environment.DEMO,
                        new Assertion("key", "user", List.of("signature"), Secret.ofText("no key")),
                        () -> true)
                .await()
                .atMost(PATIENCE);

        // Then
        assertThat(answer).isEqualTo(new Refused(0, "unusable_key", null, Meaning.KEY_REFUSED, null));
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void answerArrivesOnTheCallersContext() throws Exception {
        // Given
        fake.then(answer(200, TOKEN));
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> arrived = new CompletableFuture<>();

        // When
        context.runOnContext(ignored -> docuSignAt(fake.uri())
                .assertUser(Environment.DEMO, assertion(), () -> true)
                .subscribe()
                .with(answer -> arrived.complete(Vertx.currentContext()), arrived::completeExceptionally));

        // Then
        assertThat(arrived.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isSameAs(context);
    }

    /** From the key that DocuSign does not know to the token, as an operator sees it while setting up an app. */
    @Test
    void theSimulatedDocuSignTakesIt() {
        // Given
        SimulatedClient app = TestDocuSign.register("asserting-" + UUID.randomUUID(), "secret");
        SimulatedUser user = TestDocuSign.person(UUID.randomUUID() + "@example.com", "Only account");
        Assertion assertion = assertion(app.integrationKey(), user.sub(), PAIR);

        // Then
        assertThat(meaning(assertion)).isEqualTo(Meaning.KEY_REFUSED);
        TestDocuSign.simulator()
                .changeClient(
                        app.integrationKey(),
                        client -> client.withRsaPublicKey(
                                TestingPem.block("PUBLIC KEY", PAIR.getPublic().getEncoded())));
        assertThat(meaning(assertion(app.integrationKey(), user.sub(), OTHER))).isEqualTo(Meaning.KEY_REFUSED);
        assertThat(meaning(assertion)).isEqualTo(Meaning.NEEDS_CONSENT);
        assertThat(meaning(assertion(app.integrationKey(), UUID.randomUUID().toString(), PAIR)))
                .isEqualTo(Meaning.USER_GONE);
        assertThat(meaning(assertion(UUID.randomUUID().toString(), user.sub(), PAIR)))
                .isEqualTo(Meaning.OPERATOR);

        // When
        TestDocuSign.simulator().consent(app.integrationKey(), user.sub(), Set.of("signature", "impersonation"));

        // Then
        assertThat(asserted(assertion)).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.refreshToken()).isNull();
            assertThat(granted.expiresInSeconds()).isEqualTo(3600);
            assertThat(wired.userInfo(Environment.DEMO, granted.accessToken())
                            .await()
                            .atMost(PATIENCE))
                    .isInstanceOfSatisfying(
                            UserInfoAnswer.Known.class,
                            known -> assertThat(known.userInfo().sub()).isEqualTo(user.sub()));
        });
    }

    private TokenAnswer asserted(Assertion assertion) {
        return wired.assertUser(Environment.DEMO, assertion, () -> true).await().atMost(PATIENCE);
    }

    private Meaning meaning(Assertion assertion) {
        return ((Refused) asserted(assertion)).meaning();
    }
}
