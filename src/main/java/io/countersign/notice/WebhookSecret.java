package io.countersign.notice;

import io.countersign.crypto.HiddenValue;
import io.countersign.crypto.Secret;
import io.countersign.crypto.UnreadableSecretException;
import java.security.SecureRandom;
import java.util.Base64;

/** What notices to a webhook are signed with: 32 random bytes, written as Standard Webhooks 1.0.0 says. */
final class WebhookSecret implements HiddenValue {
    private static final String PREFIX = "whsec_";

    /** Standard Webhooks allows 24 to 64. */
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

    /**
     * One that was sealed.
     *
     * @throws UnreadableSecretException where these are not its 32 bytes
     */
    static WebhookSecret of(Secret opened) {
        if (opened.revealBytes().length != BYTES) {
            throw new UnreadableSecretException("webhook");
        }
        return new WebhookSecret(opened);
    }

    /** To be sealed: its bytes, without the text around them. */
    Secret toSecret() {
        return key;
    }

    /** For the one answer that shows it: {@code whsec_} and base64. */
    String revealText() {
        return PREFIX + Base64.getEncoder().encodeToString(key.revealBytes());
    }

    /** The key of the signature's HMAC; not a copy: do not change it, do not keep it. */
    byte[] revealKey() {
        return key.revealBytes();
    }

    /** Compares in a time that does not depend on where they differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret secret && key.equals(secret.key);
    }

    /** The same for all: a hash would be a fingerprint of the secret. */
    @Override
    public int hashCode() {
        return 0;
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "WebhookSecret[not shown]";
    }
}
