package io.countersign.grant;

import jakarta.enterprise.context.ApplicationScoped;

/** Lets tests of other packages run the expiry now instead of in an hour. */
@ApplicationScoped
public class PendingGrantExpiryRun {
    private final PendingGrantExpiry expiry;

    PendingGrantExpiryRun(PendingGrantExpiry expiry) {
        this.expiry = expiry;
    }

    /** Runs it and waits. */
    public void run() {
        expiry.run().await().indefinitely();
    }
}
