package io.countersign.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReachableTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1.1.1.1                   | OUTSIDE
                    9.255.255.255             | OUTSIDE
                    11.0.0.0                  | OUTSIDE
                    100.63.255.255            | OUTSIDE
                    100.128.0.0               | OUTSIDE
                    126.255.255.255           | OUTSIDE
                    168.63.129.15             | OUTSIDE
                    169.253.255.255           | OUTSIDE
                    172.15.255.255            | OUTSIDE
                    172.32.0.0                | OUTSIDE
                    192.0.1.0                 | OUTSIDE
                    192.167.255.255           | OUTSIDE
                    192.169.0.0               | OUTSIDE
                    198.17.255.255            | OUTSIDE
                    198.20.0.0                | OUTSIDE
                    223.255.255.255           | OUTSIDE
                    127.0.0.1                 | LOOPBACK
                    127.255.255.255           | LOOPBACK
                    10.0.0.0                  | INSIDE
                    10.255.255.255            | INSIDE
                    100.64.0.0                | INSIDE
                    100.100.100.200           | INSIDE
                    100.127.255.255           | INSIDE
                    168.63.129.16             | INSIDE
                    169.254.169.254           | INSIDE
                    172.16.0.1                | INSIDE
                    172.31.255.255            | INSIDE
                    192.0.0.192               | INSIDE
                    192.0.2.1                 | INSIDE
                    192.88.99.1               | INSIDE
                    192.168.0.1               | INSIDE
                    198.18.0.1                | INSIDE
                    198.19.255.255            | INSIDE
                    198.51.100.1              | INSIDE
                    203.0.113.1               | INSIDE
                    240.0.0.1                 | INSIDE
                    255.255.255.254           | INSIDE
                    0.0.0.0                   | NOBODY
                    0.1.2.3                   | NOBODY
                    224.0.0.1                 | NOBODY
                    239.255.255.255           | NOBODY
                    255.255.255.255           | NOBODY
                    2606:4700:4700::1111      | OUTSIDE
                    2a00:1450::1              | OUTSIDE
                    2001:200::1               | OUTSIDE
                    2001:db9::1               | OUTSIDE
                    ::1                       | LOOPBACK
                    ::                        | NOBODY
                    ff02::1                   | NOBODY
                    fc00::1                   | INSIDE
                    fd00:ec2::254             | INSIDE
                    fe80::1                   | INSIDE
                    fec0::1                   | INSIDE
                    2001:db8::1               | INSIDE
                    2001:2::1                 | INSIDE
                    2001:20::1                | INSIDE
                    3fff::1                   | INSIDE
                    100::1                    | INSIDE
                    5f00::1                   | INSIDE
                    4000::1                   | INSIDE
                    64:ff9b:1::808:808        | INSIDE
                    64:ff9b::8.8.8.8          | OUTSIDE
                    64:ff9b::10.0.0.1         | INSIDE
                    64:ff9b::127.0.0.1        | LOOPBACK
                    64:ff9b::169.254.169.254  | INSIDE
                    ::10.0.0.1                | INSIDE
                    ::8.8.8.8                 | OUTSIDE
                    ::ffff:0:10.0.0.1         | INSIDE
                    ::ffff:0:127.0.0.1        | LOOPBACK
                    2002:808:808::1           | OUTSIDE
                    2002:a00:1::1             | INSIDE
                    2002:a9fe:a9fe::1         | INSIDE
                    2002:7f00:1::             | LOOPBACK
                    2001:0:808:808::f7f7:f7f7 | OUTSIDE
                    2001:0:a00:1::f7f7:f7f7   | INSIDE
                    2001:0:808:808::f5ff:fffe | INSIDE
                    2001:0:808:808::80ff:fffe | LOOPBACK
                    2001:0:7f00:1::f5ff:fffe  | INSIDE
                    """)
    void knowsWhatAnAddressIs(String address, AddressKind kind) throws UnknownHostException {
        assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
    }

    /** Java makes IPv4 of such a text, and not of such bytes. */
    @Test
    void looksIntoMappedAddresses() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 10, 0, 0, 1};

        assertThat(AddressKind.of(Inet6Address.getByAddress(null, mapped, -1))).isEqualTo(AddressKind.INSIDE);
        assertThat(AddressKind.of(InetAddress.getByName("::ffff:127.0.0.1"))).isEqualTo(AddressKind.LOOPBACK);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAllowedDependsOnWhereItIs(AddressKind kind) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(
                switch (kind) {
                    case OUTSIDE -> "1.1.1.1";
                    case LOOPBACK -> "127.0.0.1";
                    case INSIDE -> "169.254.169.254";
                    case NOBODY -> "224.0.0.1";
                });

        assertThat(new Reachable(false, false).allows(address)).isEqualTo(kind == AddressKind.OUTSIDE);
        assertThat(new Reachable(true, false).allows(address))
                .isEqualTo(kind == AddressKind.OUTSIDE || kind == AddressKind.LOOPBACK);
        assertThat(new Reachable(false, true).allows(address)).isEqualTo(kind != AddressKind.NOBODY);
    }
}
