import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.Table;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.ZeroArgFunction;

/** Runs a Lua script with the classes of {@code lua} alone: LuaMain SCRIPT ARGUMENT... */
final class LuaMain {
    private static final long STACK_BYTES = 16 << 20;

    private LuaMain() {}

    /** What Lua's own thread and the collector have used: fair beside PUC's on a busy machine. */
    private static final class Clock extends ZeroArgFunction {
        @Override
        public LuaValue call() {
            long collecting = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
            return LuaValue.valueOf(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                / 1e9 + collecting / 1e3);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Thread loop = new Thread(null, () -> run(args), "lua", STACK_BYTES);
        loop.start();
        loop.join();
    }

    private static void run(String[] args) {
        try (LuaState state = LuaState.open(LuaConfig.defaults().withHookMsMax(3_600_000))) {
            Table arg = new Table();
            for (int i = 0; i < args.length; i++) {
                arg.rawset(i, LuaValue.valueOf(args[i]));
            }
            state.globals().rawset("arg", arg);
            state.globals().get("os").rawset("clock", new Clock());
            LuaFunction main = state.loadFile(Path.of(args[0]));
            state.spawn(main, LuaValue.NONE, null, (result, error) -> {
                if (error != null) {
                    System.err.println(error.getMessage());
                }
            });
        }
    }
}
