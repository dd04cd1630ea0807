package io.countersign.keyring;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class MissingKeyIT extends MissingKeyTest {}
