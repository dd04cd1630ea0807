package io.countersign.grant;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Doubts the pending grants of a database that came out of a backup: since then they may have been accepted. */
@ApplicationScoped
public class RestoredGrants {

    /**
     * Whoever accepts one takes the doubt along. Blocks.
     *
     * @return how many there are
     */
    public int mark(Connection database) throws SQLException {
        try (PreparedStatement statement =
                database.prepareStatement("UPDATE pending_grant SET unsure = true WHERE refresh_token IS NOT NULL")) {
            return statement.executeUpdate();
        }
    }
}
