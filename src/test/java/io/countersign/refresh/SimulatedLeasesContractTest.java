package io.countersign.refresh;

class SimulatedLeasesContractTest extends RefreshStoreContract {
    @Override
    RefreshStoreFixture connected() {
        return new SimulatedStoreFixture();
    }
}
