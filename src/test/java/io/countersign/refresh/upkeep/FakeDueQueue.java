package io.countersign.refresh.upkeep;

import io.countersign.connection.ConnectionId;
import io.countersign.refresh.Target;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A queue that hands out what the test lays down, within the bounds it is given, and keeps a log of what it was asked
 * to do.
 */
final class FakeDueQueue implements DueQueue {
    final List<String> log = new ArrayList<>();
    final List<Target> due = new ArrayList<>();
    boolean away;

    FakeDueQueue due(String integration, int count) {
        for (int i = 0; i < count; i++) {
            due.add(new Target(new ConnectionId(integration + "-" + i, "default", UUID.randomUUID()), integration, 1));
        }
        return this;
    }

    @Override
    public Uni<List<Target>> claim(int each, int most, Set<String> except, Duration ahead) {
        return Uni.createFrom().deferred(() -> {
            log.add("claim " + each + " " + most + " " + except + " " + ahead.toSeconds());
            if (away) {
                return Uni.createFrom().failure(new IllegalStateException("The database is away"));
            }
            List<Target> claimed = new ArrayList<>();
            for (Target target : due) {
                long ofIt = claimed.stream()
                        .filter(one -> one.integration().equals(target.integration()))
                        .count();
                if (ofIt < each && claimed.size() < most && !except.contains(target.integration())) {
                    claimed.add(target);
                }
            }
            due.removeAll(claimed);
            return Uni.createFrom().item(claimed);
        });
    }

    @Override
    public Uni<Void> putBack(Target target, Duration pause) {
        log.add("put back " + target.id().tenant() + " " + pause.toSeconds());
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Integer> revive() {
        log.add("revive");
        return Uni.createFrom().item(0);
    }

    @Override
    public Uni<Integer> warn() {
        log.add("warn");
        return Uni.createFrom().item(0);
    }
}
