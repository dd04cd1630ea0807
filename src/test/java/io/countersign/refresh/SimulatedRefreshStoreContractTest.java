package io.countersign.refresh;

class SimulatedRefreshStoreContractTest extends RefreshStoreContract {
    @Override
    RefreshStoreFixture connected() {
        return new SimulatedStoreFixture();
    }
}
