package io.countersign.importing;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class ImportIT extends ImportTest {}
