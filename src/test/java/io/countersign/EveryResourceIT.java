package io.countersign;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class EveryResourceIT extends EveryResourceTest {}
