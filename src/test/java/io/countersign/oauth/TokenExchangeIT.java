package io.countersign.oauth;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the packaged application. */
@QuarkusIntegrationTest
class TokenExchangeIT extends TokenExchangeTest {}
