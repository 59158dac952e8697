import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.log.NettyLog;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.types.RuntimeTypes;

/** The server of {@code http.lua} with its hook in Java. */
final class JavaHello implements Hooks {
    private JavaHello() {}

    @Override
    public boolean has(Hook hook) {
        return hook == Hook.ON_HTTP_REQUEST;
    }

    @Override
    public void call(Runtime self, Hook hook, HookDone done, Object... args) {
        done.done("hello", null, null);
    }

    public static void main(String[] args) throws InterruptedException {
        NettyLog.install();
        Engine engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);
        OptionSet options = engine.type("server").defaults()
            .with("port", System.getenv("BENCH_PORT")).with("bind", "127.0.0.1");
        Runtime server = engine.create(engine.type("server"), "hello", options, new JavaHello(), "",
            null);
        server.start().toCompletableFuture().join();
        Thread.currentThread().join(); // for ever: the loops' threads keep no JVM alive
    }
}
