package io.countersign.caller;

import static io.countersign.TestingCaller.keyOf;
import static io.countersign.TestingCaller.narrowedKeyOf;

import io.countersign.TestingCaller;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Callers that hold one permission each: every one of the catalogue for everything, and those that can be held so for
 * single tenants.
 *
 * @param forSome by permission, the key of a caller that holds it for some tenants
 * @param forAll by permission, the key of a caller that holds it for everything
 * @param forConnection by permission, the key of a caller that holds it for the connection {@code default} of these
 * @param forOther by permission, the key of a caller that holds it for the connection {@code other} of these
 * @param forNothing the key of a caller without a grant
 */
record MatrixCallers(
        Map<Permission, String> forSome,
        Map<Permission, String> forAll,
        Map<Permission, String> forConnection,
        Map<Permission, String> forOther,
        String forNothing) {
    static MatrixCallers of(List<String> tenants) {
        Map<Permission, String> some = new EnumMap<>(Permission.class);
        Map<Permission, String> all = new EnumMap<>(Permission.class);
        Map<Permission, String> one = new EnumMap<>(Permission.class);
        Map<Permission, String> other = new EnumMap<>(Permission.class);
        for (Permission permission : Permission.values()) {
            String caller = "one-" + permission.toString().replace(':', '-');
            if (permission.isOfOneTenant()) {
                some.put(permission, keyOf(caller, tenants, permission.toString()));
            }
            if (permission.isOfOneConnection()) {
                String name = permission.toString();
                one.put(permission, narrowedKeyOf(caller + "-on-one", tenants, List.of("default"), name));
                other.put(permission, narrowedKeyOf(caller + "-on-other", tenants, List.of("other"), name));
            }
            all.put(permission, keyOf(caller + "-for-all", List.of("*"), permission.toString()));
        }
        TestingCaller.operator().body("{\"grants\":[]}").put("/v1/callers/none-at-all");
        String nothing = TestingCaller.operator()
                .body("{}")
                .post("/v1/callers/none-at-all/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("api_key");
        return new MatrixCallers(some, all, one, other, nothing);
    }

    /** The key of a caller that holds all of these for everything. */
    static String holdingAll(List<Permission> permissions) {
        return keyOf(
                "several-for-all",
                List.of("*"),
                permissions.stream().map(Permission::toString).toArray(String[]::new));
    }

    /**
     * Whether holding the one is enough where the other is asked for, as docs/api.md has it; not asked of the code that
     * is tested.
     */
    static boolean enough(Permission held, Permission needed) {
        return held == needed || held.toString().equals(needed.toString().replace(":read", ":manage"));
    }
}
