package io.countersign.notice;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What an IP address is, by the registries of special addresses (RFC 6890 and IANA's, IPv4 and IPv6). In IPv6 only what
 * is given out for the internet counts as such, {@code 2000::/3}. An address that holds one of IPv4 is what that is:
 * some router may take it out. The later kind counts where there are two.
 */
enum AddressKind {
    /** On the internet. */
    OUTSIDE,

    /** This machine. */
    LOOPBACK,

    /** Some network's own: private, link-local, a metadata service's, or reserved for what is not the internet. */
    INSIDE,

    /** No receiver's: unspecified, multicast, broadcast. */
    NOBODY;

    /** A network and its kind; the first that holds an address counts. */
    private record Row(AddressBlock block, AddressKind kind) {}

    /** A network whose addresses hold one of IPv4, where its bytes begin, and whether each bit is the other one. */
    private record Holder(AddressBlock block, int offset, boolean inverted) {}

    private static final int IPV4 = 4;
    private static final byte ALL_BITS = (byte) 0xff;
    private static final AddressBlock INTERNET = AddressBlock.of("2000::/3");

    private static final List<Row> IPV4_ROWS = List.of(
            row("0.0.0.0/8", NOBODY),
            row("10.0.0.0/8", INSIDE),
            row("100.64.0.0/10", INSIDE),
            row("127.0.0.0/8", LOOPBACK),
            // Azure's WireServer, which tells a machine its secrets, at an address that looks like any other.
            row("168.63.129.16/32", INSIDE),
            row("169.254.0.0/16", INSIDE),
            row("172.16.0.0/12", INSIDE),
            row("192.0.0.0/24", INSIDE),
            row("192.0.2.0/24", INSIDE),
            row("192.88.99.0/24", INSIDE),
            row("192.168.0.0/16", INSIDE),
            row("198.18.0.0/15", INSIDE),
            row("198.51.100.0/24", INSIDE),
            row("203.0.113.0/24", INSIDE),
            row("224.0.0.0/4", NOBODY),
            row("255.255.255.255/32", NOBODY),
            row("240.0.0.0/4", INSIDE));

    private static final List<Row> IPV6_ROWS = List.of(
            row("::/128", NOBODY),
            row("::1/128", LOOPBACK),
            row("ff00::/8", NOBODY),
            row("2001:db8::/32", INSIDE),
            row("3fff::/20", INSIDE));

    /** What IETF keeps for protocols; of these only Teredo's are judged by what they hold. */
    private static final AddressBlock PROTOCOLS = AddressBlock.of("2001::/23");

    private static final List<Holder> HOLDERS = List.of(
            // Mapped, compatible, translated (RFC 4291, RFC 2765).
            holder("::ffff:0:0/96", 12, false),
            holder("::/96", 12, false),
            holder("::ffff:0:0:0/96", 12, false),
            // NAT64 (RFC 6052).
            holder("64:ff9b::/96", 12, false),
            // 6to4 (RFC 3056).
            holder("2002::/16", 2, false),
            // Teredo (RFC 4380): its server, and the client behind it.
            holder("2001::/32", 4, false),
            holder("2001::/32", 12, true));

    /** Judges one. */
    static AddressKind of(InetAddress address) {
        return of(address.getAddress());
    }

    private static AddressKind of(byte[] address) {
        List<Row> rows = address.length == IPV4 ? IPV4_ROWS : IPV6_ROWS;
        return rows.stream()
                .filter(row -> row.block().holds(address))
                .map(Row::kind)
                .findFirst()
                .orElseGet(() -> address.length == IPV4 ? OUTSIDE : ofIpv6(address));
    }

    private static AddressKind ofIpv6(byte[] address) {
        List<AddressKind> held = HOLDERS.stream()
                .filter(holder -> holder.block().holds(address))
                .map(holder -> of(held(address, holder)))
                .toList();
        if (!held.isEmpty()) {
            return Collections.max(held);
        }
        return INTERNET.holds(address) && !PROTOCOLS.holds(address) ? OUTSIDE : INSIDE;
    }

    private static byte[] held(byte[] address, Holder holder) {
        byte[] inner = Arrays.copyOfRange(address, holder.offset(), holder.offset() + IPV4);
        for (int i = 0; i < inner.length && holder.inverted(); i++) {
            inner[i] ^= ALL_BITS;
        }
        return inner;
    }

    private static Row row(String block, AddressKind kind) {
        return new Row(AddressBlock.of(block), kind);
    }

    private static Holder holder(String block, int offset, boolean inverted) {
        return new Holder(AddressBlock.of(block), offset, inverted);
    }
}
