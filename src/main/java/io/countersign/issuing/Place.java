package io.countersign.issuing;

/**
 * Where there may be something to issue.
 *
 * @param tenant the tenant's name
 * @param connection the connection's name
 */
public record Place(String tenant, String connection) {

    /** The one action of a permission on that connection, for {@code identity.checkPermission(…)}. */
    public String action() {
        return tenant + "/" + connection;
    }
}
