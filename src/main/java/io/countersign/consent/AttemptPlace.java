package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.countersign.limit.ClientNetwork;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where an attempt began, in the form in which it may be stored. */
final class AttemptPlace {
    private AttemptPlace() {}

    /** The network's hash, another one for each link: without the link, which nobody stores, it tells no address. */
    static byte[] hash(ClientNetwork network, Secret link) {
        byte[] secret = link.revealBytes();
        byte[] text = network.name().getBytes(StandardCharsets.UTF_8);
        return Digest.sha256(ByteBuffer.allocate(secret.length + 1 + text.length)
                .put(secret)
                .put((byte) 0)
                .put(text)
                .array());
    }
}
