package io.countersign.refresh;

class SimulatedRefreshEndsContractTest extends RefreshEndsContract {
    @Override
    RefreshStoreFixture connected() {
        return new SimulatedStoreFixture();
    }
}
