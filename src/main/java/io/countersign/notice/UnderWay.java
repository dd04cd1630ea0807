package io.countersign.notice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * How many attempts of this process are under way, by webhook. Those of webhooks that fail have a room of their own:
 * a hundred dead receivers, each of which takes until its timeout, take nothing from those that answer. Thread-safe.
 */
final class UnderWay {
    /** Attempts at webhooks that answer, of all together and of one. */
    static final int MOST = 64;

    static final int EACH = 8;

    /** Of a webhook that failed last there is one at a time, until one succeeds. */
    static final int EACH_FAILING = 1;

    private final Map<UUID, Integer> byWebhook = new HashMap<>();
    private final int[] totals = new int[2];

    /** What is under way of each webhook, as SQL takes it. */
    record Busy(UUID[] webhooks, Integer[] numbers) {}

    synchronized Busy busy() {
        List<Map.Entry<UUID, Integer>> entries = List.copyOf(byWebhook.entrySet());
        return new Busy(
                entries.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                entries.stream().map(Map.Entry::getValue).toArray(Integer[]::new));
    }

    /** How many more may begin of webhooks that fail, or of those that do not. */
    synchronized int room(boolean failing) {
        return MOST - totals[index(failing)];
    }

    synchronized void begin(UUID webhook, boolean failing) {
        byWebhook.merge(webhook, 1, Integer::sum);
        totals[index(failing)]++;
    }

    /**
     * Ends one.
     *
     * @return whether so few of that webhook are left that more are worth a look
     */
    synchronized boolean end(UUID webhook, boolean failing) {
        totals[index(failing)]--;
        Integer left = byWebhook.computeIfPresent(webhook, (uuid, number) -> number == 1 ? null : number - 1);
        return left == null || left <= EACH / 2;
    }

    synchronized boolean isIdle() {
        return IntStream.of(totals).sum() == 0;
    }

    private static int index(boolean failing) {
        return failing ? 1 : 0;
    }
}
