package io.countersign.caller;

import io.vertx.mutiny.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The row of what one grant says of one tenant and one connection. Grants are replaced all together, never changed.
 *
 * @param caller who holds it
 * @param position which of the caller's grants it belongs to
 * @param tenant a name, or {@link Grant#ALL}
 * @param connection a name, or {@link Grant#ALL}
 * @param permissions their names in the order of the catalogue; also those that only a newer release knows
 */
record CallerGrantRow(String caller, int position, String tenant, String connection, List<String> permissions) {

    /** Copies the names. */
    CallerGrantRow {
        permissions = List.copyOf(permissions);
    }

    /** Of a statement that selects these columns. */
    static Signed<CallerGrantRow> of(Row row) {
        return new Signed<>(
                new CallerGrantRow(
                        row.getString("caller"),
                        row.getInteger("position"),
                        row.getString("tenant"),
                        row.getString("connection"),
                        Arrays.asList(row.getArrayOfStrings("permissions"))),
                row.getBuffer("mac").getBytes());
    }

    /** All that the grants of one caller come to, in their order: tenant by tenant, connection by connection. */
    static List<CallerGrantRow> of(String caller, List<Grant> grants) {
        return IntStream.range(0, grants.size())
                .boxed()
                .flatMap(position -> of(caller, position, grants.get(position)).stream())
                .toList();
    }

    private static List<CallerGrantRow> of(String caller, int position, Grant grant) {
        List<String> permissions = grant.permissionNames();
        return grant.tenants().stream()
                .sorted()
                .flatMap(tenant -> grant.connections().stream()
                        .sorted()
                        .map(connection -> new CallerGrantRow(caller, position, tenant, connection, permissions)))
                .toList();
    }
}
