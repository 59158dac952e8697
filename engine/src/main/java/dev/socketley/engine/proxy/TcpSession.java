package dev.socketley.engine.proxy;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Hook;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.protocol.balancer.BalancerHeader;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A client in TCP mode: hooks, then a backend at once, so that servers which speak first are
 * heard, then a tunnel. What the client sends meanwhile waits in its connection.
 */
final class TcpSession extends Session {
    private final List<Backend> tried = new ArrayList<>(2);
    private boolean chosen;
    private boolean endedEarly;

    TcpSession(ProxyRuntime proxy) {
        super(proxy);
    }

    @Override
    public void onOpen(Connection connection) {
        client = connection;
        if (!proxy.admit(this)) {
            return;
        }
        if (proxy.has(Hook.ON_AUTH)) {
            fire(Hook.ON_AUTH, (ok, x, error) -> {
                if (Boolean.TRUE.equals(ok) && error == null) {
                    accepted();
                } else {
                    proxy.refused(this);
                }
            }, id());
        } else {
            accepted();
        }
    }

    private void accepted() {
        announce();
        fire(Hook.ON_CONNECT, (x, y, error) -> route(), id());
    }

    private void route() {
        if (proxy.asksRoute()) {
            fire(Hook.ON_ROUTE, (choice, x, error) -> routed(choice), null, null, null, id());
        } else {
            routed(null);
        }
    }

    private void routed(Object choice) {
        Backend to = proxy.chosen(choice);
        chosen = to != null;
        connect(chosen ? to : Boolean.FALSE.equals(choice) ? null : proxy.pick(this, tried));
    }

    private void connect(Backend backend) {
        if (isClosed()) {
            return;
        }
        if (backend == null || backend.place() == null) {
            client.close();
            return;
        }
        tried.add(backend);
        proxy.connect(backend, new Waiting(), connection -> {
            if (isClosed()) {
                connection.closeNow();
                return;
            }
            introduce(connection);
            join(connection);
            if (endedEarly) {
                tunnel().clientHadEnded();
            }
        }, cause -> connect(!chosen && tried.size() <= proxy.option(ProxyOptions.RETRY)
            ? proxy.pick(this, tried) : null));
    }

    /** Tells the backend whose the connection is, where it wants to know. */
    private void introduce(Connection backend) {
        String version = proxy.option(ProxyOptions.BACKEND_PROXY_PROTOCOL);
        if (!version.equals("off")) {
            ByteBuf header = client.alloc().buffer();
            new BalancerHeader(inet(client.peer()), inet(client.local()))
                .put(version.equals("v1") ? 1 : 2, header);
            backend.write(header);
        }
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }

    @Override
    public void onReadable(Connection connection, ByteBuf input) {
        connection.pause();
    }

    @Override
    public void onEnd(Connection connection) {
        endedEarly = true;
    }

    @Override
    void goOn() {
        if (tunnel() != null) {
            tunnel().goOn();
        }
    }

    @Override
    void abandoned() {}

    @Override
    void check(long nowNanos) {
        if (checkParting(nowNanos)) {
            return;
        }
        if (tunnel() != null) {
            tunnel().check(nowNanos);
            return;
        }
        long idle = proxy.option(CommonOptions.IDLE_TIMEOUT).toNanos();
        if (idle > 0 && nowNanos - client.lastReadNanos() > idle) {
            client.closeNow();
        }
    }

    @Override
    void drain() {
        if (tunnel() == null) {
            client.close();
        } else {
            tunnel().close();
        }
    }
}
