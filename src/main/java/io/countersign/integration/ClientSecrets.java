package io.countersign.integration;

/** Later. */
class ClientSecrets {
    static final int MOST = 10;
}
