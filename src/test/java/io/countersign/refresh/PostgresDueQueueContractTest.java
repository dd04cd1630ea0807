package io.countersign.refresh;

import io.agroal.api.AgroalDataSource;
import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresDueQueueContractTest extends DueQueueContract {
    @Inject
    PostgresDueQueue queue;

    @Inject
    PostgresUpstreamGate gate;

    @Inject
    AgroalDataSource database;

    @Override
    DueQueueFixture due() {
        return new PostgresDueQueueFixture(queue, gate, database);
    }
}
