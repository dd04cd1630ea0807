package io.countersign.refresh;

import io.countersign.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Nested;

/** The statements of imports keep the contracts that those of connections keep. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ImportContractsTest {
    @Nested
    class Leases extends RefreshStoreContract {
        @Override
        Rows connected() {
            return new ImportRows();
        }
    }

    @Nested
    class Ends extends RefreshEndsContract {
        @Override
        Rows connected() {
            return new ImportRows();
        }
    }

    @Nested
    class FormerSecrets extends FormerSecretsContract {
        @Override
        Rows connected() {
            return new ImportRows();
        }
    }
}
