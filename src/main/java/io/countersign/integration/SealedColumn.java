package io.countersign.integration;

/** Where something sealed of an integration's stands: what is sealed for one column does not open in the other. */
enum SealedColumn {
    CLIENT_SECRET("integration_secret.sealed"),
    RSA_KEY("integration_rsa_key.sealed");

    private final String column;

    SealedColumn(String column) {
        this.column = column;
    }

    /** Table and column. */
    String column() {
        return column;
    }
}
