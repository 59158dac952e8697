import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.log.NettyLog;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.server.ServerRuntime;
import dev.socketley.engine.types.RuntimeTypes;

/** The server of {@code echo.lua} with its hook in Java: what the same path costs without Lua. */
final class JavaEcho implements Hooks {
    private JavaEcho() {}

    @Override
    public boolean has(Hook hook) {
        return hook == Hook.ON_CLIENT_MESSAGE;
    }

    @Override
    public void call(Runtime self, Hook hook, HookDone done, Object... args) {
        MessageKind kind = args.length < 3 ? null
            : (boolean) args[2] ? MessageKind.BINARY : MessageKind.TEXT;
        ((ServerRuntime) self).send((long) args[0], (byte[]) args[1], kind);
        done.done(true, null, null);
    }

    public static void main(String[] args) throws InterruptedException {
        NettyLog.install();
        Engine engine = new Engine(RuntimeTypes.ALL, Transport.best(),
            java.lang.Runtime.getRuntime().availableProcessors());
        OptionSet options = engine.type("server").defaults()
            .with("port", System.getenv("BENCH_PORT")).with("bind", "127.0.0.1");
        Runtime server = engine.create(engine.type("server"), "echo", options, new JavaEcho(), "",
            null);
        server.start().toCompletableFuture().join();
        Thread.currentThread().join(); // for ever: the loops' threads keep no JVM alive
    }
}
