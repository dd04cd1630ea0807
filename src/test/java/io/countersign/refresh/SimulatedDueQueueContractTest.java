package io.countersign.refresh;

class SimulatedDueQueueContractTest extends DueQueueContract {
    @Override
    DueQueueFixture due() {
        return new SimulatedDueQueueFixture();
    }
}
