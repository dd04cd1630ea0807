package io.countersign.notice;

import java.net.URI;
import java.util.List;
import java.util.UUID;

record Receiver(
        UUID uuid, String name, URI url, List<WebhookSecret> secrets, Coverage coverage, boolean consentLinks) {}
