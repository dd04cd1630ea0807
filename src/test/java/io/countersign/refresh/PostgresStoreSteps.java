package io.countersign.refresh;

import io.countersign.TestingTenant;

/** The steps on real rows, and what only SQL shows of these. */
abstract class PostgresStoreSteps extends RefreshStoreSteps {
    PostgresStoreFixture real;
    TestingTenant tenant;

    @Override
    RefreshStoreFixture connected() {
        real = new PostgresStoreFixture();
        tenant = real.tenant;
        return real;
    }

    String column(String expression) {
        return real.column(expression);
    }

    void set(String assignments) {
        real.set(assignments);
    }
}
