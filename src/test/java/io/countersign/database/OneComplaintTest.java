package io.countersign.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.TestingLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneComplaintTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final OneComplaint complaint = new OneComplaint("Work");
    private final TestingLog log = new TestingLog(OneComplaint.class);

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private void works() {
        complaint.about(Uni.createFrom().item(1)).await().indefinitely();
    }

    private void fails() {
        complaint
                .about(Uni.createFrom().failure(new IllegalStateException("The database is away")))
                .await()
                .indefinitely();
    }

    @Test
    void complainsOncePerFailureAndSaysWhenItIsOver() {
        works();
        assertThat(log.lines()).isEmpty();

        fails();
        fails();
        fails();
        assertThat(log.lines()).singleElement().asString().startsWith("WARN ");

        works();
        works();
        assertThat(log.lines()).hasSize(2).last().asString().startsWith("INFO ");

        fails();
        assertThat(log.lines()).hasSize(3);
    }

    /** A start that fails ends while work is under way; why it failed is all that anybody has to read. */
    @Test
    void whatTheEndOfTheProcessBreaksOffIsNoComplaint() {
        Vertx vertx = Vertx.vertx();
        try {
            Pool pool = PgBuilder.pool()
                    .connectingTo(new PgConnectOptions())
                    .using(vertx)
                    .build();
            wait(pool.close());
            Uni<?> asked = Uni.createFrom()
                    .completionStage(() -> pool.query("SELECT 1").execute().toCompletionStage());
            assertThatThrownBy(() -> asked.await().atMost(LONG)).hasRootCauseMessage("Pool closed");

            complaint.about(asked).await().atMost(LONG);

            assertThat(log.lines()).isEmpty();
        } finally {
            wait(vertx.close());
        }
    }

    private static void wait(Future<Void> end) {
        Uni.createFrom().completionStage(end::toCompletionStage).await().atMost(LONG);
    }
}
