package io.countersign.refresh.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingLog;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneComplaintTest {
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
}
