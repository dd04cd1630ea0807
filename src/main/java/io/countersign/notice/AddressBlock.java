package io.countersign.notice;

import java.nio.ByteBuffer;

/**
 * A network of IP addresses. Its text is read here and not by {@code InetAddress}: that happens while the native image
 * is built.
 */
final class AddressBlock {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int HEXADECIMAL = 16;

    private final byte[] first;
    private final int bits;

    private AddressBlock(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8} or {@code 2001:db8::/32}, of IPv6 with one {@code ::} in it.
     *
     * @param text of the code's own, with nothing to refuse
     */
    static AddressBlock of(String text) {
        String[] parts = text.split("/", 2);
        byte[] first = parts[0].contains(".") ? ipv4(parts[0]) : ipv6(parts[0]);
        return new AddressBlock(first, Integer.parseInt(parts[1]));
    }

    /** Whether an address is in it; never one of the other family. */
    boolean holds(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != first[i]) {
                return false;
            }
        }
        int shift = Byte.SIZE - bits % Byte.SIZE;
        return shift == Byte.SIZE || (address[whole] & 0xff) >> shift == (first[whole] & 0xff) >> shift;
    }

    private static byte[] ipv4(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(IPV4);
        for (String number : text.split("\\.", -1)) {
            bytes.put((byte) Integer.parseInt(number));
        }
        return bytes.array();
    }

    private static byte[] ipv6(String text) {
        String[] halves = text.split("::", 2);
        ByteBuffer bytes = ByteBuffer.allocate(IPV6);
        putGroups(bytes, halves[0]);
        bytes.position(IPV6 - 2 * groups(halves[1]).length);
        putGroups(bytes, halves[1]);
        return bytes.array();
    }

    private static void putGroups(ByteBuffer bytes, String text) {
        for (String group : groups(text)) {
            bytes.putShort((short) Integer.parseInt(group, HEXADECIMAL));
        }
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }
}
