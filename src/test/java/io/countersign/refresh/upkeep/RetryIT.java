package io.countersign.refresh.upkeep;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class RetryIT extends RetryTest {}
