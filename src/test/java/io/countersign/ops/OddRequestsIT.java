package io.countersign.ops;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application; its log is elsewhere. */
@QuarkusIntegrationTest
class OddRequestsIT extends OddRequestsTest {}
