package io.countersign.tenant;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class KeyRotationIT extends KeyRotationTest {}
