package io.countersign.integration;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** What is remembered of the app that an integration was: the port of whoever does. */
public interface LeftApp {

    /**
     * Forgets it, because the integration becomes another app. Within a transaction that holds the token rows of all
     * its connections and then the integration's locked; each of those is disconnected and nothing is pending.
     */
    Uni<Void> forget(SqlConnection transaction, String integration);
}
