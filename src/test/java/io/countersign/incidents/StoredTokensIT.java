package io.countersign.incidents;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class StoredTokensIT extends StoredTokensTest {}
