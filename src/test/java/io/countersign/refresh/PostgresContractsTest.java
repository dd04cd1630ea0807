package io.countersign.refresh;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Nested;

/** The statements keep the contracts. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class PostgresContractsTest {
    @Nested
    class Leases extends RefreshStoreContract {
        @Override
        Rows connected() {
            return new PostgresRows();
        }
    }

    @Nested
    class Ends extends RefreshEndsContract {
        @Override
        Rows connected() {
            return new PostgresRows();
        }
    }

    @Nested
    class OwnTokens extends OwnTokensContract {
        @Override
        Rows connected() {
            return new PostgresRows();
        }
    }

    @Nested
    class Gate extends UpstreamGateContract {
        @Override
        Rows connected() {
            return new PostgresRows();
        }
    }

    @Nested
    class FormerSecrets extends FormerSecretsContract {
        @Override
        Rows connected() {
            return new PostgresRows();
        }
    }

    @Nested
    class Queue extends DueQueueContract {
        @Override
        DueQueueRows due() {
            return PostgresRows.due();
        }
    }
}
