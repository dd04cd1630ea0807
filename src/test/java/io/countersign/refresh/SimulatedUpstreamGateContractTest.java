package io.countersign.refresh;

class SimulatedUpstreamGateContractTest extends UpstreamGateContract {
    @Override
    RefreshStoreFixture connected() {
        return new SimulatedStoreFixture();
    }
}
