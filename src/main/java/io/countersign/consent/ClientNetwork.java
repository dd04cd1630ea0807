package io.countersign.consent;

import io.countersign.crypto.Digest;
import io.countersign.crypto.Secret;
import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, for counting: one IPv4 address, or the /64 in which a subscriber of IPv6 can take any
 * address.
 *
 * @param name the same for all addresses of it and no others
 */
record ClientNetwork(String name) {
    private static final int IPV6_BYTES = 16;
    private static final int PREFIX_BYTES = 8;
    private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** That of a connection, or of what a trusted proxy says of one. */
    static ClientNetwork of(@Nullable SocketAddress remote) {
        return of(
                remote == null
                        ? ""
                        : Objects.requireNonNullElse(
                                remote.hostAddress(), Objects.requireNonNullElse(remote.host(), "")));
    }

    /** @param address as text; what is no address counts as a network of its own, and nothing is looked up */
    static ClientNetwork of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return new ClientNetwork(address);
        }
        boolean mapped = bytes.length == IPV6_BYTES
                && Arrays.equals(bytes, 0, MAPPED_IPV4.length, MAPPED_IPV4, 0, MAPPED_IPV4.length);
        byte[] network = mapped
                ? Arrays.copyOfRange(bytes, MAPPED_IPV4.length, IPV6_BYTES)
                : Arrays.copyOf(bytes, Math.min(bytes.length, PREFIX_BYTES));
        return new ClientNetwork(HexFormat.of().formatHex(network));
    }

    /** What may be stored: without the link, of which the database has only another hash, it tells no address. */
    byte[] hash(Secret link) {
        byte[] secret = link.revealBytes();
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return Digest.sha256(ByteBuffer.allocate(secret.length + 1 + text.length)
                .put(secret)
                .put((byte) 0)
                .put(text)
                .array());
    }
}
