package io.countersign.security;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class SwappedRowsIT extends SwappedRowsTest {}
