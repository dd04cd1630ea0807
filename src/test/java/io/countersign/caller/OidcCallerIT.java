package io.countersign.caller;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class OidcCallerIT extends OidcCallerTest {}
