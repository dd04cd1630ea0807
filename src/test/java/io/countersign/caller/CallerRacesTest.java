package io.countersign.caller;

import static io.countersign.TestingCaller.operator;
import static io.countersign.TestingCaller.putCaller;
import static io.countersign.TestingTrail.typesOfCaller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.countersign.TestDatabase;
import io.countersign.TestingLock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One caller, changed from many sides at once. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class CallerRacesTest {
    private static final String GRANTS = """
            {"grants":[{"tenants":["acme","globex"],"permissions":["token:issue"]},
                       {"tenants":["*"],"permissions":["audit:read","integration:read"]}]}\
            """;

    @Test
    void putsOneCallerFromManySidesAtOnce() {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> putCaller("contended", GRANTS).extract().statusCode(), Thread::startVirtualThread));
        }

        assertThat(answers)
                .extracting(CompletableFuture::join)
                .containsOnly(200, 201)
                .containsOnlyOnce(201);
        operator().get("/v1/callers/contended").then().statusCode(200).body("grants", hasSize(2));
        assertThat(typesOfCaller("contended")).containsExactly("caller.created");
    }

    @Test
    void deletesOnceWhenTwoTryAtTheSameTime() {
        // Given
        putCaller("gone-twice", "{\"grants\":[]}").statusCode(201);
        List<CompletableFuture<Integer>> answers;

        // When
        try (TestingLock lock = TestingLock.on("SELECT name FROM caller WHERE name = 'gone-twice' FOR UPDATE")) {
            answers = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> operator().delete("/v1/callers/gone-twice").statusCode(), Thread::startVirtualThread))
                    .limit(2)
                    .toList();
            lock.awaitWaiting(2);
        }

        // Then
        assertThat(answers).extracting(CompletableFuture::join).containsExactlyInAnyOrder(204, 404);
        assertThat(typesOfCaller("gone-twice")).containsExactly("caller.created", "caller.deleted");
    }

    @Test
    void createsAnewWhatIsDeletedMeanwhile() {
        // Given
        putCaller("gone-first", "{\"grants\":[]}").statusCode(201);
        CompletableFuture<Integer> answer;

        // When
        try (TestingLock lock = TestingLock.on("DELETE FROM caller WHERE name = 'gone-first' RETURNING name")) {
            answer = CompletableFuture.supplyAsync(
                    () -> putCaller("gone-first", GRANTS).extract().statusCode());
            lock.awaitWaiting(1);
            lock.commit();
        }

        // Then
        assertThat(answer.join()).isEqualTo(201);
    }
}
