package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case gives the same results and the same error texts as the reference Lua. */
final class DifferentialTest {
    @ParameterizedTest(name = "{0} agrees with lua5.2")
    @ValueSource(strings = {
        "numbers.lua", "string.lua", "pattern.lua", "format.lua", "table.lua", "math.lua",
        "bit32.lua", "os.lua", "io.lua"
    })
    void agreesWithLua52(String file) throws Exception {
        check(file, "lua5.2");
    }

    @ParameterizedTest(name = "{0} agrees with lua5.4")
    @ValueSource(strings = {"pack54.lua", "table54.lua", "utf854.lua"})
    void agreesWithLua54(String file) throws Exception {
        check(file, "lua5.4");
    }

    private static void check(String file, String peer) throws Exception {
        Differential.requirePeer(peer);
        List<String> differences = Differential.differences(file, peer);
        assertTrue(differences.isEmpty(), () -> differences.size() + " differ:\n"
            + String.join("\n", differences));
    }
}
