package io.countersign.docusign;

import io.countersign.simulator.DocuSignSimulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A simulator that answers oddly, and the client that is asked. */
abstract class OddAnswersFixture {
    static DocuSignSimulator simulator;

    final DocuSign docuSign =
            TestingDocuSign.at(URI.create(simulator.baseUrl()), TokenCallFixture.LATE, new SimpleMeterRegistry());

    @BeforeAll
    static void start() {
        simulator = DocuSignSimulator.start(0);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @AfterEach
    void mend() {
        simulator.faults().clear();
    }
}
