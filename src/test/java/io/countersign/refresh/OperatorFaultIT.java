package io.countersign.refresh;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Order;

/** The same of the packaged application. */
@QuarkusIntegrationTest
@Order(Integer.MAX_VALUE - 1)
class OperatorFaultIT extends OperatorFaultTest {}
