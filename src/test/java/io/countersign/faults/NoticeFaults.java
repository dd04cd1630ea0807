package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FreePort;
import io.countersign.TestingWait;
import io.countersign.notice.NoticeReceiver;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Notices while replicas die, and while very many wait: {@code -Dfaults.notices=100000} for a long drain, which tells
 * how many arrived in each second.
 */
class NoticeFaults {
    private static final int WAITING = Integer.getInteger("faults.notices", 3000);
    private static final int CONNECTIONS = 40;
    private static final int EACH = 10;
    private static final int KILLS = 6;

    @AutoClose
    private static Installation vault;

    private final Random random = new Random(17);

    @BeforeAll
    static void start() {
        vault = Plan.standard().with("countersign.notice.call-timeout", "PT2S").start();
    }

    private static void webhook(String name, String url, String tenant) {
        Answer made = vault.operator()
                .send(
                        vault.replica(0),
                        "PUT",
                        "/v1/webhooks/" + name,
                        "{\"url\":\"%s\",\"tenants\":[\"%s\"]}".formatted(url, tenant));
        assertThat(made.status()).as("%s", made).isEqualTo(201);
    }

    private static void happens(String tenant, String connections, int number) {
        vault.database()
                .number(
                        "SELECT count(record_event('connection.recovered', 'countersign', ?, 'c' || c,"
                                + " jsonb_build_object('n', ?::integer))) FROM " + connections + " AS c",
                        tenant,
                        number);
    }

    private static JsonObject data(NoticeReceiver.Received notice) {
        return new JsonObject(notice.text()).getJsonObject("data");
    }

    private static Set<String> ids(NoticeReceiver receiver) {
        Set<String> ids = new HashSet<>();
        receiver.received().forEach(notice -> ids.add(notice.header("webhook-id")));
        return ids;
    }

    @Test
    @DisplayName("kill -9 between an event's commit and its delivery")
    void whoDiesLosesNothingAndMixesNothingUp() {
        try (NoticeReceiver receiver = NoticeReceiver.start()) {
            // Given
            webhook("killed", receiver.url().toString(), "killed");

            // When
            for (int n = 1; n <= EACH; n++) {
                happens("killed", "generate_series(1, " + CONNECTIONS + ")", n);
                if (n <= KILLS) {
                    Outage.lasts(Duration.ofMillis(random.nextInt(400)));
                    vault.replica(n % 3).kill();
                    vault.replica(n % 3).start();
                }
            }
            TestingWait.until(
                    "all have arrived",
                    Duration.ofSeconds(120),
                    () -> ids(receiver).size() == CONNECTIONS * EACH);

            // Then
            assertThat(firstArrivals(receiver))
                    .hasSize(CONNECTIONS)
                    .allSatisfy((connection, numbers) -> assertThat(numbers)
                            .containsExactlyElementsOf(
                                    IntStream.rangeClosed(1, EACH).boxed().toList()));
            assertThat(vault.database().number("SELECT count(*) FROM delivery WHERE tenant = 'killed'"))
                    .isEqualTo(CONNECTIONS * EACH);
            vault.replicas().forEach(Replica::awaitReady);
        }
    }

    /** The numbers of each connection's notices, in the order in which each came for the first time. */
    private static Map<String, List<Integer>> firstArrivals(NoticeReceiver receiver) {
        Set<String> seen = new HashSet<>();
        Map<String, List<Integer>> numbers = new HashMap<>();
        receiver.received().stream()
                .filter(notice -> seen.add(notice.header("webhook-id")))
                .map(NoticeFaults::data)
                .forEach(data -> numbers.computeIfAbsent(data.getString("connection"), name -> new ArrayList<>())
                        .add(data.getInteger("n")));
        return numbers;
    }

    @Test
    @DisplayName("very many notices wait, beside a receiver that is slow and one that is dead")
    void whatWaitsDrainsWhateverOthersDo() {
        try (NoticeReceiver receiver = NoticeReceiver.start();
                NoticeReceiver slow = NoticeReceiver.start()) {
            // Given
            slow.holds();
            webhook("drained", receiver.url().toString(), "drained");
            webhook("slow", slow.url().toString(), "drained");
            webhook("dead", "http://localhost:" + FreePort.any() + "/", "drained");

            // When
            for (int n = 1; n <= EACH; n++) {
                happens("drained", "generate_series(1, " + WAITING / EACH + ")", n);
            }
            List<Integer> perSecond = arrivals(receiver);

            // Then
            System.out.printf("%d notices, in each second: %s%n", WAITING, perSecond);
            assertThat(ids(receiver)).hasSize(WAITING);
            assertThat(vault.database()
                            .number("SELECT sum(attempts - failures) FROM delivery d"
                                    + " JOIN webhook w ON w.uuid = d.webhook WHERE w.name = 'drained'"))
                    .as("none is sent again but after a failure")
                    .isEqualTo(WAITING);
            assertThat(firstArrivals(receiver))
                    .allSatisfy((connection, numbers) -> assertThat(numbers).isSorted());
            assertThat(vault.database()
                            .number("SELECT count(*) FROM delivery d JOIN webhook w ON w.uuid = d.webhook"
                                    + " WHERE w.name IN ('slow', 'dead') AND d.status = 'delivered'"))
                    .isZero();
            slow.release();
        } finally {
            List.of("drained", "slow", "dead")
                    .forEach(name -> vault.operator().send(vault.replica(0), "DELETE", "/v1/webhooks/" + name, ""));
        }
    }

    private static List<Integer> arrivals(NoticeReceiver receiver) {
        List<Integer> perSecond = new ArrayList<>();
        int before = 0;
        while (ids(receiver).size() < WAITING && perSecond.size() < 60 + WAITING / 50) {
            Outage.lasts(Duration.ofSeconds(1));
            int now = ids(receiver).size();
            perSecond.add(now - before);
            before = now;
        }
        return perSecond;
    }
}
