package io.countersign.refresh;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application, whose own scheduler is at work. */
@QuarkusIntegrationTest
class BackgroundIT extends BackgroundTest {}
