package io.countersign.notice;

import java.util.UUID;

record WebhookRow(UUID uuid, String name) {}
