package io.countersign.tenant;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Where rows name a tenant that are not the tenant's own, so that they stay when it goes. A port: each package that has
 * such rows has a bean of it, and the deletion asks all of them.
 */
public interface TenantMentions {

    /**
     * Takes the tenant's name out of there, in the transaction that deletes it: one that is made again under its name
     * is another one.
     *
     * @param transaction holds the tenant
     * @param actor who deletes it, for the events of what changes
     */
    Uni<Void> forget(SqlConnection transaction, String tenant, String actor);
}
