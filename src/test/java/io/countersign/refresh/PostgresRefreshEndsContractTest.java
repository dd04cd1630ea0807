package io.countersign.refresh;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresRefreshEndsContractTest extends RefreshEndsContract {
    @Inject
    PostgresRefreshStore store;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    AgroalDataSource database;

    @Override
    RefreshStoreFixture connected() {
        return new PostgresStoreFixture(store, gate, database);
    }
}
