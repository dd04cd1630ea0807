package io.countersign.refresh;

class SimulatedFormerSecretsContractTest extends FormerSecretsContract {
    @Override
    RefreshStoreFixture connected() {
        return new SimulatedStoreFixture();
    }
}
