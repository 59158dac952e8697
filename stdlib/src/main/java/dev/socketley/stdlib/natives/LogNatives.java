package dev.socketley.stdlib.natives;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.log.Log;
import java.util.List;
import org.luaj.vm2.LuaValue;

/** What {@code log.lua} needs of the engine. */
final class LogNatives {
    private LogNatives() {}

    static List<Native> all(NativeScope scope) {
        return List.of(
            Native.row("log", "text", "Writes one line to the log at a level.", args -> {
                Log.text(Log.level(Bridge.string(args.arg1())), Bridge.string(args.arg(2)));
                return LuaValue.NONE;
            }),
            Native.row("log", "name", "Name of the runtime that runs, else of the script.", args -> {
                Runtime self = scope.self();
                return Bridge.text(self == null ? scope.name() : self.name());
            }));
    }
}
