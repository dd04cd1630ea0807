package io.countersign.refresh;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Order;

/** The same of the packaged application, whose own scheduler is at work. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
class BackgroundIT extends BackgroundTest {}
