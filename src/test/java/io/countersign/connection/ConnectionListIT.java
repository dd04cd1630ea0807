package io.countersign.connection;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class ConnectionListIT extends ConnectionListTest {}
