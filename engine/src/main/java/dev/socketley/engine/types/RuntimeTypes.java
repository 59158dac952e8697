package dev.socketley.engine.types;

import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.cache.CacheOptions;
import dev.socketley.engine.cache.CacheRuntime;
import dev.socketley.engine.client.ClientOptions;
import dev.socketley.engine.client.ClientRuntime;
import dev.socketley.engine.proxy.ProxyOptions;
import dev.socketley.engine.proxy.ProxyRuntime;
import dev.socketley.engine.server.ServerOptions;
import dev.socketley.engine.server.ServerRuntime;
import java.util.List;

/** Every runtime type, one row each. */
public final class RuntimeTypes {
    public static final List<RuntimeType> ALL = List.of(
        new RuntimeType("server", "Serves TCP, HTTP, WebSocket or UDP clients on one port.", 8000,
            ServerOptions.ALL, ServerRuntime::new, ServerRuntime::check),
        new RuntimeType("client", "Connects to a server over TCP or UDP and stays connected.", 8000,
            ClientOptions.ALL, ClientRuntime::new, ClientRuntime::check),
        new RuntimeType("proxy", "Passes TCP connections or HTTP requests on to backends.", 8080,
            ProxyOptions.ALL, ProxyRuntime::new, ProxyRuntime::check),
        new RuntimeType("cache", "Serves keys to Redis clients, in text and to scripts.", 9000,
            CacheOptions.ALL, CacheRuntime::new, CacheOptions::check));

    private RuntimeTypes() {}
}
