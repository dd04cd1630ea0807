package io.countersign.refresh;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresLeasesContractTest extends RefreshStoreContract {
    @Override
    RefreshStoreFixture connected() {
        return new PostgresStoreFixture();
    }
}
