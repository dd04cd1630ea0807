package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.TestingWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Many callers who want new tokens at once. */
record Crowd(Api api, List<Caller> callers) {
    /** Who asks that replica for a new token of that connection. */
    record Caller(Replica replica, SeededConnection connection) {}

    /** So many callers of one connection, on three replicas in turn. */
    static Crowd of(Installation vault, int callers, SeededConnection connection) {
        return new Crowd(
                vault.service(),
                IntStream.range(0, callers)
                        .mapToObj(i -> new Caller(vault.replica(i % 3), connection))
                        .toList());
    }

    /** A caller of each connection on each replica. */
    static Crowd everywhere(Installation vault, List<SeededConnection> connections) {
        return new Crowd(
                vault.service(),
                vault.replicas().stream()
                        .flatMap(replica -> connections.stream().map(each -> new Caller(replica, each)))
                        .toList());
    }

    /**
     * What each connection's callers are issued, who ask all at once, and all together again after a 503: a replica
     * that is behind, on a machine that is, gives up before it sends.
     */
    Map<SeededConnection, Set<String>> tokens() {
        Map<SeededConnection, Set<String>> tokens = new HashMap<>();
        List<Caller> waiting = new ArrayList<>(callers);
        TestingWait.until("everybody has a token", Duration.ofMinutes(4), () -> {
            List<Caller> asking = List.copyOf(waiting);
            List<Answer> answers = Api.all(asking.stream()
                    .map(each -> api.tokenLater(each.replica(), each.connection(), Api.NEW))
                    .toList());
            waiting.clear();
            for (int i = 0; i < answers.size(); i++) {
                Answer answer = answers.get(i);
                assertThat(answer.status()).isIn(200, 503);
                if (answer.isOk()) {
                    tokens.computeIfAbsent(asking.get(i).connection(), none -> new HashSet<>())
                            .add(answer.accessToken());
                } else {
                    waiting.add(asking.get(i));
                }
            }
            return waiting.isEmpty();
        });
        return tokens;
    }
}
