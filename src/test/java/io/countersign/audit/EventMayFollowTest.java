package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class EventMayFollowTest {
    private static final AuditEvent EVENT = AuditEvent.of("connection.connected", AuditEvent.PERSON, Map.of());

    private final List<AuditEvent> followed = new ArrayList<>();
    private final List<Boolean> tries = new ArrayList<>();
    private final EventMayFollow rule = new EventMayFollow(new Trail());

    private class Trail implements AuditTrail {
        @Override
        public Uni<Void> record(AuditEvent event) {
            throw new AssertionError("the event is recorded by whoever stores");
        }

        @Override
        public void recordSoon(AuditEvent event) {
            followed.add(event);
        }

        @Override
        public Uni<Void> record(SqlClient client, AuditEvent event) {
            throw new AssertionError("the event is recorded by whoever stores");
        }
    }

    /** @param worksFrom the first try that works */
    private String store(int worksFrom, Predicate<Throwable> mayBeOfEvent) {
        return rule.store(
                        "acme",
                        "default",
                        mayBeOfEvent,
                        recording -> {
                            tries.add(recording);
                            return tries.size() < worksFrom
                                    ? Uni.createFrom().failure(new IllegalStateException("try " + tries.size()))
                                    : Uni.createFrom().item("stored");
                        },
                        stored -> Optional.of(EVENT).filter(event -> stored.equals("stored")))
                .await()
                .indefinitely();
    }

    @Test
    void whatIsStoredWithItsEventIsStoredOnce() {
        assertThat(store(1, failure -> true)).isEqualTo("stored");

        assertThat(tries).containsExactly(true);
        assertThat(followed).isEmpty();
    }

    @Test
    void theEventFollowsWhereItMayBeWhatFailed() {
        assertThat(store(2, failure -> "try 1".equals(failure.getMessage()))).isEqualTo("stored");

        assertThat(tries).containsExactly(true, false);
        assertThat(followed).containsExactly(EVENT);
    }

    @Test
    void anyOtherFailureIsLeftToTheCaller() {
        assertThatThrownBy(() -> store(2, failure -> false)).hasMessage("try 1");

        assertThat(tries).containsExactly(true);
        assertThat(followed).isEmpty();
    }

    @Test
    void nothingFollowsWhatWasNotStored() {
        assertThatThrownBy(() -> store(3, failure -> true)).hasMessage("try 2");

        assertThat(tries).containsExactly(true, false);
        assertThat(followed).isEmpty();
    }
}
