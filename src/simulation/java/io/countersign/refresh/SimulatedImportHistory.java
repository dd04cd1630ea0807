package io.countersign.refresh;

import io.countersign.connection.ConsentReason;
import io.countersign.refresh.ImportedTokens.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What holds at every moment for imports. I15: a token that was granted, or may have been, reaches the provider by no
 * other import. I16: until it is judged an import changes nothing of its connection, and its refusal takes no slot.
 * I17: it ends as what happened says, and what enters a connection by it was proven, stored and not spent.
 */
final class SimulatedImportHistory {
    private final SimulatedTime time;
    private final SimulatedProvider provider;
    private final Map<UUID, SimulatedImport> begun = new HashMap<>();
    private final Map<UUID, Set<UUID>> attempts = new HashMap<>();
    private final Set<UUID> ofImports = new HashSet<>();
    private final Map<String, List<SimulatedHistory.Call>> sends = new HashMap<>();
    private final Set<String> granted = new HashSet<>();

    /** When a connection's former grant was ended last. */
    private final Map<UUID, Long> withdrawnAt = new HashMap<>();

    private int asked;
    private int told;

    SimulatedImportHistory(SimulatedTime time, SimulatedProvider provider) {
        this.time = time;
        this.provider = provider;
    }

    void begins(SimulatedImport imported) {
        begun.put(imported.id.uuid(), imported);
    }

    /** Whether it is the lease of an import. */
    boolean isOne(Lease lease) {
        return begun.containsKey(lease.id().uuid());
    }

    void leased(UUID attempt, SimulatedRow row) {
        if (begun.containsKey(row.id.uuid())) {
            ofImports.add(attempt);
            attempts.computeIfAbsent(row.id.uuid(), none -> new HashSet<>()).add(attempt);
        }
    }

    /** I15. */
    void sent(SimulatedHistory.Call call, String refreshToken) {
        if (!isOne(call.lease) || call.lease.generation() > 0) {
            return;
        }
        UUID importId = call.lease.id().uuid();
        List<SimulatedHistory.Call> before = sends.computeIfAbsent(refreshToken, none -> new ArrayList<>());
        before.stream()
                .filter(other -> !other.lease.id().uuid().equals(importId) && !other.refused)
                .findFirst()
                .ifPresent(other -> time.violation("I15: %s sends %s, which %s has sent before"
                        .formatted(importId, refreshToken, other.lease.id())));
        before.add(call);
    }

    void granted(Lease lease) {
        if (isOne(lease)) {
            granted.add(lease.id().uuid() + " " + lease.generation());
        }
    }

    /** I16: an attempt takes one of the slots for verdicts. */
    void takesASlot(UUID attempt) {
        if (ofImports.contains(attempt)) {
            time.violation("I16: %s takes a slot for an import".formatted(attempt));
        }
    }

    /** I17: what is asked about with an access token was stored before. */
    void asksWhose(String accessToken, boolean isStored) {
        asked++;
        if (!isStored) {
            time.violation("I17: somebody asks whose %s is before it is stored".formatted(accessToken));
        }
    }

    void tellsWhose() {
        told++;
    }

    /** How often the provider was asked whose a token is. */
    int asked() {
        return asked;
    }

    /** How often the provider told whose a token is. */
    int told() {
        return told;
    }

    void withdrawn(SimulatedRow connection) {
        withdrawnAt.put(connection.id.uuid(), time.now());
    }

    /** I2 and I17: what enters a connection was issued for what was brought to it, since it was disconnected last. */
    void judged(SimulatedRow connection, SimulatedImport proven) {
        if (proven.leaseOwner != null) {
            time.violation("I17: %s is judged while it is proven anew".formatted(proven));
        }
        boolean isSpent =
                granted.contains(proven.id.uuid() + " " + proven.generation) && !provider.accepts(proven.refreshToken);
        if (isSpent && time.stepsSince(0).isEmpty()) {
            time.violation("I17: %s is judged after its token was spent".formatted(proven));
        }
        boolean isProven = proven.generation > 0
                && proven.writtenBy != null
                && provider.descends(proven.given, proven.refreshToken);
        if (!isProven) {
            time.violation("I17: %s is judged, and was not proven".formatted(proven));
        }
        if (begun.get(proven.id.uuid()) != proven
                || !proven.connection.equals(connection.id)
                || withdrawnAt.getOrDefault(connection.id.uuid(), -1L) > proven.begunAt) {
            time.violation("I17: %s enters %s by a late answer".formatted(proven, connection));
        }
        SimulatedProvider.Family family = provider.familyOf(proven.refreshToken);
        if (family != null) {
            family.connection = connection.id.uuid();
        }
    }

    /** The doubt about the tokens goes along with them: the next refusal is nobody's revocation. */
    void accepted(SimulatedRow connection, SimulatedImport proven) {
        if (proven.unsure && !connection.unsure) {
            time.violation("I17: %s is in doubt, and %s is not".formatted(proven, connection));
        }
    }

    /** Whether the token is of a user with several accounts, or of another one than the connection's. */
    boolean leavesAChoice(SimulatedRow connection, SimulatedImport proven) {
        SimulatedProvider.Family family = provider.familyOf(proven.refreshToken);
        return connection.generation > 0 && family != null && family.leavesAChoice;
    }

    /** I17: a refusal is called a lost response where an answer may have been lost, and nowhere else. */
    void ended(SimulatedImport ended, Outcome outcome, @Nullable String reason) {
        time.log("import %s ends %s %s", ended, outcome, reason);
        if (outcome != Outcome.REFUSED) {
            return;
        }
        if (ended.generation > 0) {
            time.violation("I17: %s was granted, and a refusal ends it".formatted(ended));
        }
        boolean lost = ConsentReason.LOST_RESPONSE.wireName().equals(reason);
        if (!lost && granted.contains(ended.id.uuid() + " " + ended.generation)) {
            time.violation("I17: %s is refused, but the response was lost".formatted(ended));
        }
        if (lost && attempts.getOrDefault(ended.id.uuid(), Set.of()).size() < 2) {
            time.violation("I17: %s is a lost response, and nobody sent it before".formatted(ended));
        }
    }
}
