package io.countersign.keyring;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged application. */
@QuarkusIntegrationTest
class KeyringResourceIT extends KeyringResourceTest {}
