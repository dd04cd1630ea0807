package io.countersign.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.simulator.TokenCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What has to hold after every run, whatever went wrong in it: the database and the logs against DocuSign's own record. */
record Invariants(Installation installation) {

    /** What a connection's row says. */
    private record Stored(String state, String reason, boolean unsure) {}

    /** I1: no refresh token was on its way twice at the same time. */
    Invariants noTokenWasSpentTwiceAtOnce() {
        assertThat(installation.docusign().oracle().maxConcurrentPerRefreshToken())
                .as("calls under way with one refresh token")
                .isLessThanOrEqualTo(1);
        return this;
    }

    /** The connections whose stored refresh token is not the last one that DocuSign issued for them: what no vault can save. */
    Set<String> lost() {
        Map<String, String> successors = new HashMap<>();
        for (TokenCall call : installation.docusign().oracle().calls()) {
            if (call.issuedRefreshToken() != null && call.presentedRefreshToken() != null) {
                successors.put(call.presentedRefreshToken(), call.issuedRefreshToken());
            }
        }
        Set<String> lost = new TreeSet<>();
        for (SeededConnection connection : installation.seeds().all()) {
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

    /** The renewals of a connection that DocuSign has seen, the oldest first. */
    List<TokenCall> callsOf(SeededConnection connection) {
        Set<String> known = new HashSet<>(Set.of(connection.refreshToken()));
        List<TokenCall> calls = new ArrayList<>();
        for (TokenCall call : installation.docusign().oracle().calls()) {
            if (call.presentedRefreshToken() != null && known.contains(call.presentedRefreshToken())) {
                calls.add(call);
                if (call.issuedRefreshToken() != null) {
                    known.add(call.issuedRefreshToken());
                }
            }
        }
        return calls;
    }

    /** I4 and I6, after one more attempt on each connection: lost are exactly these, each says so, and everything else works. */
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
                    .as("secrets in the log of " + replica)
                    .isZero();
        }
        return this;
    }

    /** I8: DocuSign saw no more refreshes than that. */
    Invariants refreshesAreAtMost(int bound) {
        assertThat(installation.docusign().oracle().count("refresh_token"))
                .as("calls of DocuSign")
                .isLessThanOrEqualTo(bound);
        return this;
    }

    /** I9: whatever waits for a consent has an event that says why. */
    Invariants everyVerdictIsInTheTrail() {
        Set<String> told = new HashSet<>(installation.database().rows(row -> row.getString(1), """
                SELECT DISTINCT tenant || ' ' || (details ->> 'reason') FROM audit_event
                WHERE type = 'connection.consent-required'
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
        Map<String, Stored> rows = new HashMap<>();
        installation
                .database()
                .rows(
                        row -> rows.put(
                                row.getString("tenant"),
                                new Stored(row.getString("state"), row.getString("reason"), row.getBoolean("unsure"))),
                        "SELECT tenant, state, coalesce(reason, '') AS reason, unsure FROM connection_token");
        return rows;
    }
}
