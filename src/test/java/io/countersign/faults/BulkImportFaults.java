package io.countersign.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.TestingWait;
import io.countersign.simulator.OracleLog;
import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand tokens at once, of which some are dead: {@code -Dfaults.imports} for another number, in as large an
 * upload.
 */
class BulkImportFaults {
    private static final int LINES = Integer.getInteger("faults.imports", 10_000);
    private static final int DEAD_EACH = 20;
    private static final int REPLICAS = 2;
    private static final int PER_REPLICA = 200;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** What stands in scripts' files beside the refresh token: makes an upload of fifty megabytes. */
    private static final String ACCESS_TOKEN = "a".repeat(50_000_000 / LINES);

    @AutoClose
    private static Installation vault;

    @BeforeAll
    static void start() {
        vault = Plan.standard()
                .replicas(REPLICAS)
                .with("countersign.refresh.max-per-second", Integer.toString(PER_REPLICA))
                .with("countersign.refresh.background", "true")
                .start();
        vault.replicas().forEach(replica -> {
            replica.heap("128m");
            replica.kill();
            replica.start();
        });
        vault.replicas().forEach(Replica::awaitReady);
    }

    @Test
    @DisplayName("10,000 tokens or as many as asked for, 5 % of them dead, a replica killed in between, 128 MB of heap")
    void everyTokenIsConnectedOrExplained() {
        // Given
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            tokens.add(isDead(i) ? "dead-" + i : granted());
        }

        // When
        Answer taken = vault.operator()
                .upload(
                        vault.replica(0),
                        "/v1/imports",
                        Stream.iterate(0, i -> i < LINES, i -> i + 1)
                                .map(i -> line(i, tokens.get(i)).getBytes(UTF_8))::iterator);
        assertThat(taken.status()).as("upload: %s", taken).isEqualTo(202);
        String path = "/v1/imports/" + taken.member("id").asText();
        awaitActive(path, LINES / 3);
        vault.replica(1).kill();
        awaitActive(path, LINES / 2);
        vault.replica(1).start();
        TestingWait.until("the import is finished", LONGEST, () -> {
            Outage.lasts(LOOK_EVERY);
            return state(path, "state").asText().equals("finished");
        });

        // Then
        Map<Integer, String> ends = ends(path);
        Set<Integer> sentAgain = sentAgainAfterTheKill(tokens);
        int inDoubt = inDoubt(ends, sentAgain);
        assertThat(inDoubt).as("in doubt after the kill").isLessThanOrEqualTo(PER_REPLICA);
        long lost = sentAgain.stream().filter(i -> !isDead(i)).count();
        assertThat(vault.database().number("SELECT count(*) FROM connection_token WHERE state = 'active'"))
                .isEqualTo(LINES - LINES / DEAD_EACH - lost);
        assertThat(mostCallsInASecond()).isLessThanOrEqualTo(REPLICAS * PER_REPLICA * 11 / 10);
        vault.replicas().forEach(replica -> assertThat(replica.written()).doesNotContain("OutOfMemoryError"));
    }

    /** How many lines ended in doubt; every other one as what was brought. */
    private static int inDoubt(Map<Integer, String> ends, Set<Integer> sentAgain) {
        int inDoubt = 0;
        for (int i = 0; i < LINES; i++) {
            String end = ends.get(i + 1);
            // The kill came between the lease and the call: who takes over cannot know that nothing was sent.
            boolean doubted = sentAgain.contains(i) || isDead(i) && "lost_response".equals(end);
            inDoubt += doubted ? 1 : 0;
            assertThat(end)
                    .as("line %d", i + 1)
                    .isEqualTo(doubted ? "lost_response" : isDead(i) ? "import_refused" : "active");
        }
        return inDoubt;
    }

    private static boolean isDead(int line) {
        return line % DEAD_EACH == 7;
    }

    private static String granted() {
        Seeds seeds = vault.seeds();
        return Objects.requireNonNull(vault.docusign()
                .grant(seeds.client().integrationKey(), seeds.person().sub(), Set.of("signature", "extended"))
                .refreshToken());
    }

    private static String line(int i, String token) {
        return "{\"tenant\":\"bulk-%d\",\"integration\":\"%s\",\"refresh_token\":\"%s\",\"access_token\":\"%s\"}\n"
                .formatted(i, vault.seeds().integration(), token, ACCESS_TOKEN);
    }

    private static JsonNode state(String path, String member) {
        Answer answer = vault.operator().send(vault.replica(0), "GET", path, "");
        assertThat(answer.status()).as("state: %s", answer).isEqualTo(200);
        return answer.member(member);
    }

    private static void awaitActive(String path, int count) {
        TestingWait.until(count + " are active", LONGEST, () -> {
            Outage.lasts(LOOK_EVERY);
            return state(path, "active").asInt() >= count;
        });
    }

    /** By line: active, or the reason. */
    private static Map<Integer, String> ends(String path) {
        Map<Integer, String> ends = new HashMap<>();
        String after = "0";
        while (!after.isEmpty()) {
            Answer page = vault.operator().send(vault.replica(0), "GET", path + "/lines?limit=1000&after=" + after, "");
            page.member("items")
                    .forEach(line -> ends.put(
                            line.path("number").asInt(),
                            line.path("reason").isNull()
                                    ? line.path("status").asText()
                                    : line.path("reason").asText()));
            after = page.member("next").asText("");
        }
        return ends;
    }

    /**
     * The lines whose token DocuSign answered to nobody: it was sent once more, and refused then, whether it was
     * exchanged the first time or refused. Every other one was sent once.
     */
    private static Set<Integer> sentAgainAfterTheKill(List<String> tokens) {
        Map<String, List<TokenCall>> calls = vault.docusign().oracle().calls().stream()
                .filter(call -> call.presentedRefreshToken() != null)
                .collect(Collectors.groupingBy(TokenCall::presentedRefreshToken));
        return Stream.iterate(0, i -> i < LINES, i -> i + 1)
                .filter(i -> calls.getOrDefault(OracleLog.idOf(tokens.get(i)), List.of())
                                .size()
                        > 1)
                .collect(Collectors.toSet());
    }

    private static int mostCallsInASecond() {
        List<Instant> times = vault.docusign().oracle().calls().stream()
                .filter(call -> call.grant().equals("refresh_token"))
                .map(TokenCall::receivedAt)
                .sorted()
                .toList();
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (times.get(first).plusSeconds(1).isBefore(times.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
