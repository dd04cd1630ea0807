package io.countersign.refresh;

import io.countersign.database.Seconds;
import io.countersign.docusign.DocuSignConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Doubts every refresh token of a database that came out of a backup: DocuSign may have replaced it since, and nothing
 * in the backup tells of which ones that is true. The renewal that tells is due at once, for whoever serves next.
 */
@ApplicationScoped
public class RestoredTokens {
    private final RefreshTimes times;

    RestoredTokens(DocuSignConfiguration docusign) {
        this.times = new RefreshTimes(docusign.callTimeout(), docusign.refreshTokenLife());
    }

    /**
     * How much is in doubt.
     *
     * @param connections whose tokens are to be renewed
     * @param imports without a verdict yet
     */
    public record Marked(long connections, long imports) {}

    /**
     * Marks the connections that are renewed at all, and the imports under way. Leases stay as they are: one whose
     * owner died is taken over as ever, and one that runs, where a replica serves after all, keeps its token from being
     * spent twice. What else belonged to the past ends: holds, counts of refusals, an operator's retry, and the pause
     * after a call, where nobody is at it and no takeover may be about to begin. Such a pause, and a lease, may reach
     * far into the future of a server whose clock is behind: so the row is looked at after the time of one lease, and
     * is asked for again and again from then on. To mark a second time does no harm, but for one more call for each
     * connection. Blocks.
     */
    public Marked mark(Connection database) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement("""
                        WITH doubted AS (
                          UPDATE connection_token
                          SET unsure = true, restored_generation = generation, forced = false, held_until = '-infinity',
                              failures = CASE WHEN lease_owner IS NULL THEN 0 ELSE failures END,
                              unknown_code = NULL, unknown_times = 0, unknown_since = NULL,
                              lease_until = CASE WHEN lease_owner IS NULL AND NOT unsure THEN '-infinity'
                                                 ELSE lease_until END,
                              due_at = CASE WHEN lease_owner IS NULL AND NOT unsure THEN clock_timestamp()
                                            ELSE greatest(clock_timestamp(),
                                              least(lease_until, clock_timestamp() + make_interval(secs => ?))) END,
                              due_since = NULL
                          WHERE grant_type = 'authorization_code' AND refresh_token IS NOT NULL
                            AND (state = 'active' OR state = 'consent_required' AND due_at IS NOT NULL)
                          RETURNING tenant),
                        imports AS (
                          UPDATE imported_token
                          SET unsure = true, held_until = '-infinity',
                              unknown_code = NULL, unknown_times = 0, unknown_since = NULL
                          RETURNING tenant)
                        SELECT (SELECT count(*) FROM doubted) AS connections, (SELECT count(*) FROM imports) AS imports
                        """)) {
            statement.setDouble(1, Seconds.of(times.lease()));
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                return new Marked(counts.getLong("connections"), counts.getLong("imports"));
            }
        }
    }
}
