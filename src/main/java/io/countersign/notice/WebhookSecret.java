package io.countersign.notice;

final class WebhookSecret implements io.countersign.crypto.HiddenValue {
    @Override
    public String toString() {
        return "WebhookSecret[not shown]";
    }
}
