package io.countersign.caller.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import io.countersign.caller.identity.IssuerKeys.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private static PublicJsonWebKey one;
    private static PublicJsonWebKey two;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<UniEmitter<? super KeySet>> questions = new ArrayList<>();
    private long nanos = 1;
    private final IssuerKeys keys = new IssuerKeys(
            () -> Uni.createFrom().emitter(questions::add),
            () -> nanos,
            new IssuerRecords(registry, "kubernetes", () -> Instant.EPOCH));

    @BeforeAll
    static void makeKeys() throws JoseException {
        one = TestingJwt.ecKey("one");
        two = TestingJwt.ecKey("two");
    }

    private CompletableFuture<Answer> find(PublicJsonWebKey key) throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setCompactSerialization(
                TestingJwt.signed(key, TestingJwt.claims("issuer", "audience", "subject", Instant.EPOCH)));
        return keys.find(token).subscribeAsCompletionStage();
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
    }

    private void lands(PublicJsonWebKey... set) {
        questions.getLast().complete(TestingJwt.parsed(set));
    }

    private void fails() {
        questions.getLast().fail(new KeySet.UnusableException("away"));
    }

    private static Answer found(PublicJsonWebKey key) {
        return new Answer.Found(Objects.requireNonNull(key.getPublicKey()));
    }

    private double fetches(String outcome) {
        return registry.get("countersign.oidc.fetches")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void allWhoWaitShareOneQuestion() throws JoseException {
        // Given
        CompletableFuture<Answer> first = find(one);
        CompletableFuture<Answer> second = find(one);
        CompletableFuture<Answer> unknown = find(two);
        assertThat(questions).hasSize(1);
        assertThat(registry.get("countersign.oidc.keys.age").gauge().value()).isNaN();

        // When
        lands(one);

        // Then
        assertThat(first).isCompletedWithValue(found(one));
        assertThat(second).isCompletedWithValue(found(one));
        assertThat(unknown).isCompletedWithValue(new Answer.Unknown());
        passes(Duration.ofSeconds(30));
        assertThat(find(one)).isCompletedWithValue(found(one));
        assertThat(questions).hasSize(1);
        assertThat(fetches("fetched")).isEqualTo(1);
        assertThat(registry.get("countersign.oidc.keys.age").gauge().value()).isEqualTo(30);
    }

    @Test
    void whoHangsUpTakesNothingFromTheOthers() throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setCompactSerialization(
                TestingJwt.signed(one, TestingJwt.claims("issuer", "audience", "subject", Instant.EPOCH)));
        Cancellable first = keys.find(token).subscribe().with(answer -> {});
        CompletableFuture<Answer> second = find(one);

        first.cancel();
        lands(one);

        assertThat(second).isCompletedWithValue(found(one));
    }

    @Test
    void keysThatNobodyKnowsAreAskedForOnceAMinute() throws JoseException {
        find(one);
        lands(one);

        assertThat(find(two)).isCompletedWithValue(new Answer.Unknown());
        passes(Duration.ofSeconds(60));
        CompletableFuture<Answer> rotated = find(two);
        assertThat(find(one)).isCompletedWithValue(found(one));
        lands(one, two);

        assertThat(rotated).isCompletedWithValue(found(two));
        assertThat(questions).hasSize(2);
    }

    /** Else one network could hold any number of requests while an issuer hangs. */
    @Test
    void noMoreWaitThanThereIsRoomFor() throws JoseException {
        // Given
        CompletableFuture<Answer> hungUp = find(one);
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 1; i < IssuerKeys.MOST_WAITING; i++) {
            waiting.add(find(one));
        }

        // Then
        assertThat(find(one)).isCompletedWithValue(new Answer.Unknowable(Duration.ofSeconds(5)));
        hungUp.cancel(true);
        waiting.add(find(one));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        lands(one);
        assertThat(waiting).allSatisfy(answer -> assertThat(answer).isCompletedWithValue(found(one)));
        assertThat(questions).hasSize(1);
    }

    @Test
    void anOldSetIsUsedWhileTheIssuerIsAwayAndForAnHour() throws JoseException {
        // Given
        find(one);
        lands(one);

        // When, Then: asked behind its users' backs
        passes(Duration.ofMinutes(10));
        assertThat(find(one)).isCompletedWithValue(found(one));
        assertThat(questions).hasSize(2);
        fails();
        assertThat(find(one)).isCompletedWithValue(found(one));
        assertThat(find(two)).isCompletedWithValue(new Answer.Unknowable(Duration.ofSeconds(5)));
        assertThat(questions).hasSize(2);

        // When, Then: nobody is let in by a set that is too old
        passes(Duration.ofMinutes(50));
        CompletableFuture<Answer> waiting = find(one);
        assertThat(waiting).isNotDone();
        fails();
        assertThat(waiting).isCompletedWithValue(new Answer.Unknowable(Duration.ofSeconds(5)));
        assertThat(fetches("failed")).isEqualTo(2);
        passes(Duration.ofSeconds(5));
        CompletableFuture<Answer> again = find(one);
        lands(two);
        assertThat(again).isCompletedWithValue(new Answer.Unknown());
    }

    /** One that hangs costs each caller one wait, and then nobody any for as long. */
    @Test
    void thePauseBeginsWhereTheQuestionEnds() throws JoseException {
        CompletableFuture<Answer> waiting = find(one);
        passes(KeySetFetch.DEADLINE);
        fails();
        assertThat(waiting).isCompletedWithValue(new Answer.Unknowable(KeyState.AFTER_FAILURE));

        passes(KeyState.AFTER_FAILURE.minusNanos(1));
        assertThat(find(one)).isCompletedWithValue(new Answer.Unknowable(KeyState.AFTER_FAILURE));
        assertThat(questions).hasSize(1);
        passes(Duration.ofNanos(1));
        assertThat(find(one)).isNotDone();
        assertThat(questions).hasSize(2);
    }

    /** After an idle night a key may have been withdrawn for long. */
    @Test
    void aSetThatIsOldBecauseNobodyCalledIsAskedForFirst() throws JoseException {
        find(one);
        lands(one);
        passes(Duration.ofMinutes(15));

        CompletableFuture<Answer> withdrawn = find(one);
        lands(two);
        assertThat(withdrawn).isCompletedWithValue(new Answer.Unknown());

        passes(Duration.ofMinutes(15));
        CompletableFuture<Answer> away = find(two);
        fails();
        assertThat(away).isCompletedWithValue(found(two));
    }

    /** Whatever thread brings it: a caller's next database call would be refused elsewhere. */
    @Test
    void theAnswerComesOnTheContextOfWhoAsked() throws JoseException {
        Vertx vertx = Vertx.vertx();
        try {
            Context context = vertx.getOrCreateContext();
            CompletableFuture<Context> heardOn = new CompletableFuture<>();
            JsonWebSignature token = new JsonWebSignature();
            token.setCompactSerialization(
                    TestingJwt.signed(one, TestingJwt.claims("issuer", "audience", "subject", Instant.EPOCH)));
            CompletableFuture<Boolean> asked = new CompletableFuture<>();
            context.runOnContext(ignored -> {
                keys.find(token).subscribe().with(answer -> heardOn.complete(Vertx.currentContext()));
                asked.complete(true);
            });
            TestingWait.answer(Uni.createFrom().completionStage(asked));

            lands(one);

            assertThat(TestingWait.answer(Uni.createFrom().completionStage(heardOn)))
                    .isSameAs(context);
        } finally {
            TestingWait.answer(Uni.createFrom().completionStage(vertx.close().toCompletionStage()));
        }
    }
}
