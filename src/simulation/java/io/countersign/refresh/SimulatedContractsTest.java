package io.countersign.refresh;

import org.junit.jupiter.api.Nested;

/** The simulation keeps the contracts that the statements keep: what it finds is worth as much. */
class SimulatedContractsTest {
    @Nested
    class Leases extends RefreshStoreContract {
        @Override
        Rows connected() {
            return new SimulatedContractRows();
        }
    }

    @Nested
    class Ends extends RefreshEndsContract {
        @Override
        Rows connected() {
            return new SimulatedContractRows();
        }
    }

    @Nested
    class OwnTokens extends OwnTokensContract {
        @Override
        Rows connected() {
            return new SimulatedContractRows();
        }
    }

    @Nested
    class Gate extends UpstreamGateContract {
        @Override
        Rows connected() {
            return new SimulatedContractRows();
        }
    }

    @Nested
    class FormerSecrets extends FormerSecretsContract {
        @Override
        Rows connected() {
            return new SimulatedContractRows();
        }
    }

    @Nested
    class Queue extends DueQueueContract {
        @Override
        DueQueueRows due() {
            return SimulatedContractRows.due();
        }
    }

    @Nested
    class ImportLeases extends RefreshStoreContract {
        @Override
        Rows connected() {
            return new SimulatedImportContractRows();
        }
    }

    @Nested
    class ImportEnds extends RefreshEndsContract {
        @Override
        Rows connected() {
            return new SimulatedImportContractRows();
        }
    }

    @Nested
    class ImportFormerSecrets extends FormerSecretsContract {
        @Override
        Rows connected() {
            return new SimulatedImportContractRows();
        }
    }
}
