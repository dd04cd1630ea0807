package io.countersign.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.StringPermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantsTest {
    private final Grants grants = new Grants(List.of(
            new Grant(Set.of("acme", "globex"), Set.of(Permission.CONNECTION_MANAGE)),
            new Grant(Set.of(Grant.ALL), Set.of(Permission.INTEGRATION_READ))));

    @Test
    void allowsWhatIsGrantedWhereItIsGranted() {
        assertThat(grants.allow(Permission.CONNECTION_MANAGE, "acme")).isTrue();
        assertThat(grants.allow(Permission.CONNECTION_MANAGE, "initech")).isFalse();
        assertThat(grants.allow(Permission.TOKEN_ISSUE, "acme")).isFalse();
    }

    @Test
    void managingIncludesReadingOfTheSameKindOnly() {
        for (Permission held : Permission.values()) {
            for (Permission asked : Permission.values()) {
                boolean sameKind =
                        held.toString().split(":")[0].equals(asked.toString().split(":")[0]);
                boolean managing = held.toString().endsWith(":manage");
                assertThat(held.includes(asked)).isEqualTo(held == asked || sameKind && managing);
            }
        }
    }

    @Test
    void whatBelongsToNoTenantNeedsAGrantForAll() {
        Grants single = new Grants(List.of(new Grant(Set.of("acme"), EnumSet.allOf(Permission.class))));

        assertThat(single.allow(Permission.CALLER_MANAGE, null)).isFalse();
        assertThat(grants.allow(Permission.INTEGRATION_READ, null)).isTrue();
        assertThat(grants.allow(Permission.CONNECTION_MANAGE, null)).isFalse();
    }

    @Test
    void anyPermissionOfATenantShowsIt() {
        Grants single = new Grants(List.of(new Grant(Set.of("acme"), Set.of(Permission.AUDIT_READ))));

        assertThat(single.show("acme")).isTrue();
        assertThat(single.show("globex")).isFalse();
        assertThat(grants.show("initech"))
                .as("integrations belong to no tenant")
                .isFalse();
    }

    /** Beside a grant for one tenant they show that one and no other. */
    @ParameterizedTest
    @EnumSource(
            value = Permission.class,
            names = {"INTEGRATION_READ", "INTEGRATION_MANAGE", "CALLER_MANAGE"})
    void whatBelongsToNoTenantShowsNone(Permission permission) {
        Grants both = new Grants(List.of(
                new Grant(Set.of(Grant.ALL), Set.of(permission)),
                new Grant(Set.of("acme"), Set.of(Permission.TOKEN_ISSUE))));

        assertThat(permission.isOfOneTenant()).isFalse();
        assertThat(both.show("acme")).isTrue();
        assertThat(both.show("globex")).isFalse();
    }

    @Test
    void aGrantForConnectionsCoversThoseAlone() {
        Grants narrow = new Grants(List.of(
                new Grant(Set.of("acme"), Set.of("default", "legal"), Set.of(Permission.CONNECTION_MANAGE)),
                new Grant(Set.of(Grant.ALL), Set.of("archive"), Set.of(Permission.TOKEN_ISSUE))));

        assertThat(narrow.allow(Permission.CONNECTION_READ, "acme", "legal")).isTrue();
        assertThat(narrow.allow(Permission.CONNECTION_READ, "acme", "archive")).isFalse();
        assertThat(narrow.allow(Permission.TOKEN_ISSUE, "globex", "archive")).isTrue();
        assertThat(narrow.allow(Permission.CONNECTION_READ, "acme"))
                .as("the whole tenant")
                .isFalse();
        assertThat(narrow.allow(Permission.TOKEN_ISSUE, null)).as("everything").isFalse();
        assertThat(narrow.allowSome(Permission.CONNECTION_READ, "acme")).isTrue();
        assertThat(narrow.allowSome(Permission.CONNECTION_READ, "globex")).isFalse();
        assertThat(narrow.allow(new StringPermission("connection:manage", "acme/default")))
                .isTrue();
        assertThat(narrow.allow(new StringPermission("connection:manage", "acme/other")))
                .isFalse();
        assertThat(narrow.allow(new StringPermission("connection:manage", "acme")))
                .isFalse();
        assertThat(narrow.connectionsWith(Permission.CONNECTION_READ))
                .containsExactlyInAnyOrder("acme/default", "acme/legal");
        assertThat(narrow.tenantsWith(Permission.CONNECTION_READ)).isEmpty();
    }

    @Test
    void aGrantForConnectionsShowsTheirTenantAndThemselves() {
        Grants narrow =
                new Grants(List.of(new Grant(Set.of("acme"), Set.of("default"), Set.of(Permission.TOKEN_ISSUE))));

        assertThat(narrow.show("acme")).isTrue();
        assertThat(narrow.show("acme", "default")).isTrue();
        assertThat(narrow.show("acme", "other")).isFalse();
        assertThat(narrow.show("globex", "default")).isFalse();
    }

    @Test
    void aGrantForConnectionsHidesTheOthersWhateverIsHeldOnTheTenant() {
        Grant narrow = new Grant(Set.of("acme"), Set.of("default"), Set.of(Permission.TOKEN_ISSUE));
        Grant tenant = new Grant(Set.of("acme"), Set.of(Permission.TENANT_READ));
        Grant everyConnection = new Grant(Set.of("*"), Set.of(Permission.CONNECTION_READ));

        assertThat(new Grants(List.of(narrow, tenant)).show("acme", "default")).isTrue();
        assertThat(new Grants(List.of(narrow, tenant)).show("acme", "other")).isFalse();
        assertThat(new Grants(List.of(narrow, tenant)).show("acme")).isTrue();
        assertThat(new Grants(List.of(tenant)).show("acme", "other")).isTrue();
        assertThat(new Grants(List.of(narrow, tenant, everyConnection)).show("acme", "other"))
                .isTrue();
        assertThat(new Grants(List.of(narrow, everyConnection)).show("globex", "other"))
                .isTrue();
    }

    @Test
    void answersPermissionsThatNameTheTenantAsTheirAction() {
        assertThat(grants.allow(new StringPermission("connection:read", "acme")))
                .isTrue();
        assertThat(grants.allow(new StringPermission("connection:read", "initech")))
                .isFalse();
        assertThat(grants.allow(new StringPermission("connection:read"))).isFalse();
        assertThat(grants.allow(new StringPermission("integration:read"))).isTrue();
        assertThat(grants.allow(new StringPermission("nonsense", "acme"))).isFalse();
    }

    @Test
    void unlimitedAllowsEverything() {
        for (Permission permission : Permission.values()) {
            assertThat(Grants.unlimited().allow(permission, "acme")).isTrue();
            assertThat(Grants.unlimited().allow(permission, null)).isTrue();
        }
    }
}
