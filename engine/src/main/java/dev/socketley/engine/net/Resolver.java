package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Host names to addresses: literals at once, names on a virtual thread. */
final class Resolver {
    private Resolver() {}

    static CompletionStage<InetSocketAddress> resolve(String host, int port) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        CompletableFuture<InetSocketAddress> result = new CompletableFuture<>();
        if (literal != null) {
            lookUp(host, port, result);
        } else {
            Thread.ofVirtual().name("resolve-" + host).start(() -> lookUp(host, port, result));
        }
        return result;
    }

    private static void lookUp(String host, int port, CompletableFuture<InetSocketAddress> to) {
        try {
            to.complete(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            to.completeExceptionally(new EngineException(ErrorCode.ERESOLVE,
                "host '" + host + "' does not resolve", e));
        }
    }
}
