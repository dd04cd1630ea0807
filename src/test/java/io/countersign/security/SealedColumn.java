package io.countersign.security;

import io.countersign.TestingSql;
import io.countersign.TestingTenant;

/** The columns of {@link SealedScene} that hold something sealed, of one row each. */
enum SealedColumn {
    ACCESS_TOKEN("connection_token", "access_token", "connection = 'default'"),
    REFRESH_TOKEN("connection_token", "refresh_token", "connection = 'default'"),
    PENDING_ACCESS_TOKEN("pending_grant", "access_token", "connection = 'pending'"),
    PENDING_REFRESH_TOKEN("pending_grant", "refresh_token", "connection = 'pending'"),
    IMPORTED_REFRESH_TOKEN("imported_token", "refresh_token", "connection = 'imported'"),
    PROVEN_ACCESS_TOKEN("imported_token", "access_token", "connection = 'proven'"),
    CODE_VERIFIER("consent_attempt", "code_verifier", "code_verifier IS NOT NULL"),
    CLIENT_SECRET("integration_secret", "sealed", "true");

    private final String table;
    private final String column;
    private final String row;

    SealedColumn(String table, String column, String row) {
        this.table = table;
        this.column = column;
        this.row = row;
    }

    private boolean isOfTheIntegration() {
        return this == CLIENT_SECRET;
    }

    private String where() {
        return " WHERE " + (isOfTheIntegration() ? "integration" : "tenant") + " = ? AND " + row;
    }

    private String owner(TestingTenant tenant) {
        return isOfTheIntegration() ? tenant.integration() : tenant.tenant();
    }

    byte[] read(TestingTenant tenant) {
        return TestingSql.value(byte[].class, "SELECT " + column + " FROM " + table + where(), owner(tenant));
    }

    void write(TestingTenant tenant, byte[] sealed) {
        TestingSql.run("UPDATE " + table + " SET " + column + " = ?" + where(), sealed, owner(tenant));
    }
}
