package io.countersign.notice;

import io.countersign.crypto.HiddenValue;
import io.countersign.crypto.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** What signs the notices to one webhook: 32 random bytes. */
final class WebhookSecret implements HiddenValue {
    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    private final Secret key;

    private WebhookSecret(Secret key) {
        this.key = key;
    }

    /** A new one. */
    static WebhookSecret generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebhookSecret(Secret.takeOwnershipOf(bytes));
    }

    /** As Standard Webhooks writes it, {@code whsec_} and base64, for whoever made the webhook. */
    String revealText() {
        return PREFIX + Base64.getEncoder().encodeToString(key.revealBytes());
    }

    /** The bytes that sign: do not change them, do not keep them. */
    byte[] revealKey() {
        return key.revealBytes();
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "WebhookSecret[not shown]";
    }
}
