package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.TokenCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What has to hold after every run, whatever went wrong in it: the database and the logs against DocuSign's own record.
 *
 * @param connections those of the run
 */
record Invariants(Installation installation, List<SeededConnection> connections) {

    /** What a connection's row says. */
    private record Stored(String state, String reason, boolean unsure) {}

    /** Of one connection. */
    static Invariants of(Installation installation, SeededConnection connection) {
        return new Invariants(installation, List.of(connection));
    }

    /** The renewals that DocuSign has seen, the oldest first. */
    List<TokenCall> calls() {
        Set<String> known =
                connections.stream().map(SeededConnection::refreshToken).collect(Collectors.toSet());
        List<TokenCall> calls = new ArrayList<>();
        for (TokenCall call : installation.docusign().oracle().calls()) {
            String presented = call.presentedRefreshToken();
            if (presented != null && known.contains(presented)) {
                calls.add(call);
                String issued = call.issuedRefreshToken();
                if (issued != null) {
                    known.add(issued);
                }
            }
        }
        return calls;
    }

    /** The peak of the renewals: how many of {@link #calls} came within so much time. */
    int mostCallsWithin(Duration window) {
        List<Instant> times = calls().stream().map(TokenCall::receivedAt).toList();
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (times.get(first).plus(window).isBefore(times.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /**
     * The connections whose stored refresh token is not the last one that DocuSign issued for them: what no vault can
     * save.
     */
    Set<String> lost() {
        Map<String, String> successors = new HashMap<>();
        for (TokenCall call : installation.docusign().oracle().calls()) {
            String presented = call.presentedRefreshToken();
            String issued = call.issuedRefreshToken();
            if (presented != null && issued != null) {
                successors.put(presented, issued);
            }
        }
        Set<String> lost = new TreeSet<>();
        for (SeededConnection connection : connections) {
            String last = connection.refreshToken();
            for (String next = successors.get(last); next != null; next = successors.get(last)) {
                last = next;
            }
            if (!last.equals(installation.seeds().storedRefreshToken(connection))) {
                lost.add(connection.tenant());
            }
        }
        return lost;
    }

    /** I1: no refresh token was on its way twice at the same time. */
    Invariants noTokenWasSpentTwiceAtOnce() {
        Map<String, Instant> answered = new HashMap<>();
        for (TokenCall call : calls()) {
            Instant end = call.answeredAt() == null ? Instant.MAX : call.answeredAt();
            Instant before = answered.put(call.presentedRefreshToken(), end);
            assertThat(before == null || !before.isAfter(call.receivedAt()))
                    .as("call %s came after the one before with the same token was answered", call)
                    .isTrue();
        }
        return this;
    }

    /** I4: what DocuSign answered last is what is stored, for every one, and it works. */
    Invariants nothingIsLost() {
        assertThat(lost()).as("connections that lost their token").isEmpty();
        return strandedAre(Set.of());
    }

    /**
     * I4 and I6, after one more attempt on each connection: lost are exactly these, each says so, and everything else
     * works.
     */
    Invariants strandedAre(Set<String> lost) {
        Set<String> labelled = new TreeSet<>();
        Set<String> wrong = new TreeSet<>();
        stored().forEach((tenant, row) -> {
            if (row.reason.equals("lost_response")) {
                labelled.add(tenant);
            } else if (!row.state.equals("active") || row.unsure) {
                wrong.add(tenant + " " + row);
            }
        });
        assertThat(wrong).as("connections in no state that the faults explain").isEmpty();
        assertThat(labelled).as("connections labelled lost_response").isEqualTo(lost);
        return this;
    }

    /** I7: no secret that this suite knows stands in a log. */
    Invariants logsHoldNoSecrets() {
        List<String> secrets = installation.secrets();
        for (Replica replica : installation.replicas()) {
            String log = replica.written();
            assertThat(secrets.stream().filter(log::contains).count())
                    .as("secrets in the log of replica " + replica.port())
                    .isZero();
        }
        return this;
    }

    /** I9: whatever waits for a consent has an event that says why. */
    Invariants everyVerdictIsInTheTrail() {
        Set<String> told = new HashSet<>(installation.database().rows(row -> row.getString(1), """
                SELECT DISTINCT tenant || ' ' || (details ->> 'reason') FROM audit_event
                WHERE type = 'connection.consent_required'
                """));
        Set<String> untold = new TreeSet<>();
        stored().forEach((tenant, row) -> {
            if (row.state.equals("consent_required") && !told.contains(tenant + " " + row.reason)) {
                untold.add(tenant + " " + row);
            }
        });
        assertThat(untold).as("verdicts without an event").isEmpty();
        return this;
    }

    private Map<String, Stored> stored() {
        Set<String> tenants = connections.stream().map(SeededConnection::tenant).collect(Collectors.toSet());
        Map<String, Stored> rows = new HashMap<>();
        installation
                .database()
                .rows(
                        row -> rows.put(
                                row.getString("tenant"),
                                new Stored(row.getString("state"), row.getString("reason"), row.getBoolean("unsure"))),
                        "SELECT tenant, state, coalesce(reason, '') AS reason, unsure FROM connection_token");
        rows.keySet().retainAll(tenants);
        return rows;
    }
}
