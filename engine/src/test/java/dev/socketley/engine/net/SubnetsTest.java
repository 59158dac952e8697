package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetsTest {
    private static boolean has(String networks, String address) {
        return Subnets.of(List.of(networks.split(" "))).has(
            new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(address), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "10.1.2.3/8, 10.9.9.9, true",
        "192.168.4.7, 192.168.4.7, true", "192.168.4.7, 192.168.4.8, false",
        "192.168.4.6/31, 192.168.4.7, true", "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:1::5, true", "2001:db8::/32, 2001:db9::5, false", "::/0, ::1, true",
        "::1, ::1, true", "::1, ::2, false", "10.0.0.0/8 ::1, ::1, true", "10.0.0.0/8, ::ffff:10.1.2.3, true"
    })
    void anAddressIsInANetworkOrNot(String networks, String address, boolean in) {
        assertEquals(in, has(networks, address));
    }

    @Test
    void noneStandsForAllAndUnixSocketsAreInEach() {
        assertTrue(Subnets.of(List.of()).has(new InetSocketAddress("127.0.0.1", 1)));
        assertTrue(Subnets.of(List.of("10.0.0.0/8")).has(new DomainSocketAddress("/x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8",
        "10.0.0.0/8/8", "/8", "10.0.0.0/1000"})
    void whatIsNoNetworkIsNamed(String word) {
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> Subnets.of(List.of(word)));
        assertEquals("an address, or a network as 10.0.0.0/8, expected, got \"" + word + '"', e.getMessage());
    }
}
