package dev.socketley.stdlib.natives;

import dev.socketley.engine.option.Nearest;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaValue;

/** What {@code check.lua} needs: the nearest of some words. */
final class CheckNatives {
    private CheckNatives() {}

    static List<Native> all() {
        return List.of(
            Native.row("check", "nearest",
                "The word among the rest that the first probably meant, or nil.", args -> {
                    List<String> known = new ArrayList<>();
                    for (int i = 2; i <= args.narg(); i++) {
                        known.add(Bridge.string(args.arg(i)));
                    }
                    String best = Nearest.of(Bridge.string(args.arg1()), known);
                    return best == null ? LuaValue.NIL : Bridge.text(best);
                }));
    }
}
