package io.countersign.ops;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application. */
@QuarkusIntegrationTest
class PlainHttpIT extends PlainHttpTest {}
