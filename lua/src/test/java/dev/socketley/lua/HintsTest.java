package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaError;

/** What other Luas have and 5.2 has not is refused with what to write instead. */
class HintsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '`', value = {
        "x = 7 // 2 > near '/'; Lua 5.2 has no //: write math.floor(a / b)",
        "print 'a' // 2 > near '/'; Lua 5.2 has no //: write math.floor(a / b)",
        "x = a & b > near '&'; Lua 5.2 has no && and &: write 'and', or bit32.band(a, b) for bits",
        "x = a | b > near '|'; Lua 5.2 has no || and |: write 'or', or bit32.bor(a, b) for bits",
        "x = ~a > near '~'; Lua 5.2 has no ~: write bit32.bxor(a, b), or bit32.bnot(a)",
        "x = a << 2 > near '<'; Lua 5.2 has no <<: write bit32.lshift(a, n)",
        "x = '\\u{48}' > near '\\u'; Lua 5.2 has no \\u: write utf8.char(0x20AC)",
        "x += 1 > near '+'; Lua 5.2 has no assignments like +=: write x = x + y",
        "x != 1 > near '!'; Lua 5.2 has no !=: write ~=",
        "x++ > near '+'; Lua 5.2 has no ++: write x = x + 1",
        "if x = 1 then end > near '='; Lua 5.2 has no assignment in conditions: write ==",
        "x = = 1 > near '='",
    })
    void theMessageSaysWhatToWrite(String source, String end) {
        String message = message(source);
        assertEquals(end, message.substring(message.indexOf("near ")), message);
        assertEquals("chat.lua:2: ", message.substring(0, 12));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "local x <const> = 1 # <const>: write local x = value",
        "local x <close> = f() # <close>: write local x = value, and close it after a pcall",
        "x = a >> 2 # >>: write bit32.rshift(a, n)",
        "// a note # // comments: write -- comment",
        "/* a note */ # /* comments */: write --[[ comment ]]",
        "const x = 5 # const, let and var: write local x = value",
        "def f(x): # def: write function f(x) ... end",
        "elif a then # elif: write elseif",
        "import chat # import: write local x = require(\"x\")",
        "throw a # throw: write error(x)",
        "x = a === b # ===: write ==",
        "x = (a) => a + 1 # =>: write function(x) return x end, or >=",
        "x = [1, 2] # [1, 2]: write { 1, 2 }",
        "function f(a = 1) end # default values: write x = x or value in the body",
        "while a do continue end # continue: write goto continue, and ::continue:: before the loop's end",
    })
    void andForWhatIsNoOperator(String source, String end) {
        String message = message(source);
        assertEquals("; Lua 5.2 has no " + end, message.substring(message.indexOf("; ")));
    }

    private static String message(String source) {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            byte[] bytes = ("local a, b\n" + source).getBytes(StandardCharsets.UTF_8);
            return assertThrows(LuaError.class, () -> state.load(bytes, "chat.lua")).getMessage();
        }
    }
}
