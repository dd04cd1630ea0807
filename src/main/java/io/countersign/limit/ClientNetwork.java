package io.countersign.limit;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, for counting: one IPv4 address, or the /64 in which a subscriber of IPv6 can take any
 * address.
 *
 * @param name the same for all addresses of it and no others, as people write it: {@code 203.0.113.7},
 *     {@code 2001:db8:1:2::/64}; {@code unknown} for all that is no address
 */
public record ClientNetwork(String name) {
    /** What is no address is a stranger's text of any length: it is kept nowhere, and makes nobody a newcomer. */
    private static final ClientNetwork UNKNOWN = new ClientNetwork("unknown");

    private static final int IPV6_BYTES = 16;
    private static final int PREFIX_BYTES = 8;
    private static final byte[] MAPPED_IPV4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** That of a connection, or of what a trusted proxy says of one; null for a connection that tells nothing. */
    public static ClientNetwork of(@Nullable SocketAddress remote) {
        return of(
                remote == null
                        ? ""
                        : Objects.requireNonNullElse(
                                remote.hostAddress(), Objects.requireNonNullElse(remote.host(), "")));
    }

    /** @param address as text; all that is none is one network, and nothing is looked up */
    static ClientNetwork of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return UNKNOWN;
        }
        boolean mapped = bytes.length == IPV6_BYTES
                && Arrays.equals(bytes, 0, MAPPED_IPV4.length, MAPPED_IPV4, 0, MAPPED_IPV4.length);
        if (mapped) {
            return new ClientNetwork(
                    NetUtil.bytesToIpAddress(Arrays.copyOfRange(bytes, MAPPED_IPV4.length, IPV6_BYTES)));
        }
        return bytes.length == IPV6_BYTES
                ? new ClientNetwork(
                        NetUtil.bytesToIpAddress(Arrays.copyOf(Arrays.copyOf(bytes, PREFIX_BYTES), IPV6_BYTES)) + "/64")
                : new ClientNetwork(NetUtil.bytesToIpAddress(bytes));
    }
}
