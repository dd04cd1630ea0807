package io.countersign.importing;

import io.countersign.refresh.ImportedTokens;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** How many imports this replica has claimed and not ended yet, by integration: none of them takes all the room. */
final class UnderWay {
    private final int each;
    private final int most;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /**
     * @param each so many of an integration are under way before no more of it are claimed
     * @param most so many are under way at once
     */
    UnderWay(int each, int most) {
        this.each = each;
        this.most = most;
    }

    void begins(String integration) {
        counts.merge(integration, 1, Integer::sum);
    }

    void ends(String integration) {
        counts.computeIfPresent(integration, (name, count) -> count == 1 ? null : count - 1);
    }

    /** What may be claimed now. */
    ImportedTokens.Share free() {
        int room = most - counts.values().stream().mapToInt(Integer::intValue).sum();
        return new ImportedTokens.Share(
                Math.max(0, Math.min(each, room)),
                Math.max(0, room),
                counts.entrySet().stream()
                        .filter(integration -> integration.getValue() >= each)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }
}
