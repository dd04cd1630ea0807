package io.countersign.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneComplaintTest {
    private static final Logger LOG = Logger.getLogger(OneComplaint.class.getName());

    private final OneComplaint complaint = new OneComplaint("Work");
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel().getName());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
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
        assertThat(lines).isEmpty();

        fails();
        fails();
        fails();
        assertThat(lines).hasSize(1).first().asString().startsWith("WARN");

        works();
        works();
        assertThat(lines).hasSize(2).last().isEqualTo("INFO");

        fails();
        assertThat(lines).hasSize(3);
    }
}
