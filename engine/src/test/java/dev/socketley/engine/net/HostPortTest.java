package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPortTest {
    @Test
    void bothFormsAreReadAndWrittenTheSame() {
        for (String text : List.of("localhost:1", "10.0.0.1:65535", "[::1]:80", "[fe80::1%eth0]:9",
                "a-b.example:8080")) {
            assertEquals(text, HostPort.parse(text).toString());
        }
        assertEquals(new HostPort("::1", 80), HostPort.parse("[::1]:80"));
    }

    @Test
    void whatIsNeitherFormIsNothing() {
        for (String text : List.of("", ":", ":80", "host", "host:", "host:0", "host:65536",
                "host:-1", "host:+1", "host:1x", "::1:80", "[]:80", "[host]:80", "a b:80",
                "http://a:80", "a@b:80", "[::1]80", "host:000001")) {
            assertNull(HostPort.parse(text), text);
        }
    }
}
