package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuaWordsTest {
    private static String kinds(String text) {
        return LuaWords.of(text).stream().filter(p -> p.kind() != LuaWords.Kind.PLAIN)
            .map(p -> p.kind() + ":" + text.substring(p.start(), p.end()))
            .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "local x = nil|KEYWORD:local CONSTANT:nil",
        "x = 1.5e-3 + .5|NUMBER:1.5e-3 NUMBER:.5",
        "print(\"a\\\"b\", 'c')|STRING:\"a\\\"b\" STRING:'c'",
        "x = [==[a]]]==] y|STRING:[==[a]]]==]",
        "x -- end|COMMENT:-- end",
        "x --[[ a ]] y|COMMENT:--[[ a ]]",
        "x = \"open|STRING:\"open",
        "t[1]|NUMBER:1",
    })
    void wordsHaveTheirKind(String text, String kinds) {
        assertEquals(kinds, kinds(text));
    }

    @Test
    void everyCharacterIsInOnePiece() {
        Random random = new Random(1);
        String alphabet = "ab1._-[]=\"'\\\n end";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            List<LuaWords.Piece> pieces = LuaWords.of(text.toString());
            int at = 0;
            for (LuaWords.Piece piece : pieces) {
                assertEquals(at, piece.start());
                at = piece.end();
            }
            assertEquals(text.length(), at);
        }
    }
}
