package dev.socketley.engine.net;

import dev.socketley.engine.tls.ClientTls;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * How a stream is connected.
 *
 * @param place   as it was asked for; its host is what a certificate has to be for
 * @param address of it, resolved
 * @param timeout for connecting, and again for the TLS handshake
 * @param tls     null without TLS
 */
public record Dial(HostPort place, SocketAddress address, Duration timeout,
        StreamSettings settings, ClientTls tls) {}
