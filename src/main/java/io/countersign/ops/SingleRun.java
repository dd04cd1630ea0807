package io.countersign.ops;

import io.countersign.grant.RestoredGrants;
import io.countersign.refresh.RestoredTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * A start that serves nobody: it prepares the database and ends. What marks a restored database is one, because a
 * property that is left behind by mistake must not mark it again at each start of a replica that serves.
 */
@ApplicationScoped
class SingleRun {
    private static final Logger LOG = Logger.getLogger(SingleRun.class);

    private final boolean migrateOnly;
    private final boolean restored;
    private final RestoredTokens tokens;
    private final RestoredGrants grants;

    SingleRun(
            @ConfigProperty(name = "countersign.migrate-only", defaultValue = "false") boolean migrateOnly,
            @ConfigProperty(name = "countersign.restored", defaultValue = "false") boolean restored,
            RestoredTokens tokens,
            RestoredGrants grants) {
        this.migrateOnly = migrateOnly;
        this.restored = restored;
        this.tokens = tokens;
        this.grants = grants;
    }

    /** Whether this start is one. */
    boolean isWanted() {
        return migrateOnly || restored;
    }

    /**
     * Does what is to be done in the migrated database, and says so. Each step may be done twice: a run that broke off
     * is begun again. Blocks, with a million connections for minutes.
     */
    void run(Connection database) throws SQLException {
        if (!restored) {
            LOG.info("The database is migrated. Countersign ends here, because countersign.migrate-only is set.");
            return;
        }
        RestoredTokens.Marked marked = tokens.mark(database);
        int pending = grants.mark(database);
        try (PreparedStatement event = database.prepareStatement("""
                SELECT record_event('database.restored', 'countersign', NULL, NULL, jsonb_build_object(
                         'connections', ?::text, 'grants', ?::text, 'imports', ?::text))
                """)) {
            event.setString(1, Long.toString(marked.connections()));
            event.setString(2, Integer.toString(pending));
            event.setString(3, Long.toString(marked.imports()));
            event.execute();
        }
        LOG.infof(
                "database_restored connections=%d grants=%d imports=%d: these refresh tokens may be older than what"
                        + " DocuSign issued last, and are tried as soon as a replica serves. Countersign ends here,"
                        + " because countersign.restored is set. Start the replicas without it.",
                marked.connections(), pending, marked.imports());
    }
}
