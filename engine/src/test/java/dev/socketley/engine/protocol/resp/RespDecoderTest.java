package dev.socketley.engine.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.socketley.engine.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RespDecoderTest {
    private static final RespLimits LIMITS = new RespLimits(4, 10, 40, 20);

    @Test
    void commandsThatArriveTogetherComeOutOneByOne() throws Exception {
        assertEquals(List.of(List.of("GET", "k"), List.of("PING"), List.of()),
            decode("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n*0\r\n"));
    }

    @Test
    void aLineIsACommandToo() throws Exception {
        assertEquals(List.of(List.of("S", "a b", "c'\u0001\n"), List.of(), List.of("x")),
            decode("S  \"a b\" \"c'\\x01\\n\"\r\n\r\n'x'\n"));
    }

    @Test
    void limitsLetTheLimitThroughAndNoMore() throws Exception {
        assertEquals(1, decode("*4\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n$0\r\n\r\n").size());
        assertEquals(1, decode("*1\r\n$10\r\n0123456789\r\n").size());
        assertEquals(1, decode("01234567890123456789\n").size());
        assertEquals("command length exceeds command-bytes-max 40",
            refusal("*3\r\n$10\r\n0123456789\r\n$10\r\n0123456789\r\n$10\r\n0123456789\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "*5~, invalid multibulk length", "*x~, invalid multibulk length",
        "*1~$11~, invalid bulk length", "*1~$-1~, invalid bulk length",
        "*1~:1~, 'expected ''$'', got '':'''", "*99999999999999999999~, invalid multibulk length",
        "012345678901234567890, too big inline request", "\"a~, unbalanced quotes in request",
        "'\"a\"b~', unbalanced quotes in request"})
    void whatIsNoCommandIsRefused(String input, String reason) {
        assertEquals(reason, refusal(input.replace("~", "\r\n")));
    }

    @Test
    void shortAndLongArgumentsAreTheSameWhereverTheInputIsCut() throws Exception {
        String input = "*3\r\n$3\r\nSET\r\n$12\r\nkey:00000001\r\n$100\r\n" + "x".repeat(100)
            + "\r\n*2\r\n$3\r\nGET\r\n$0\r\n\r\n*2\r\n$4\r\nLLEN\r\n$03\r\nabc\r\n"
            + "*1\r\n$10\r\nabcdefghij\r\n";
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        for (int cut = 1; cut <= bytes.length; cut++) {
            RespDecoder decoder = new RespDecoder(new RespLimits(64, 300, 4000, 200));
            List<List<String>> commands = new ArrayList<>();
            int at = 0;
            for (int to : new int[] {cut, bytes.length}) {
                for (int next = decoder.next(bytes, at, to); next != RespDecoder.MORE;
                        next = decoder.next(bytes, at, to)) {
                    commands.add(words(decoder.args()));
                    at = next;
                }
            }
            assertEquals(List.of(List.of("SET", "key:00000001", "x".repeat(100)), List.of("GET", ""),
                List.of("LLEN", "abc"), List.of("abcdefghij")), commands, "cut at " + cut);
        }
    }

    @Test
    void linesOfHttpEndTheConnection() throws ProtocolException {
        for (String line : List.of("POST / HTTP/1.1\r\n", "post /\n", "Host: localhost\r\n",
                "GET / HTTP/1.1\r\nHOST:x\r\n")) {
            assertEquals("this is no HTTP server", refusal(line), line);
        }
        assertEquals(List.of(List.of("posts"), List.of("hosts:", "x")), decode("posts\nhosts: x\n"));
    }

    private static String refusal(String input) {
        return assertThrows(ProtocolException.class, () -> decode(input)).getMessage();
    }

    private static List<List<String>> decode(String input) throws ProtocolException {
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        RespDecoder decoder = new RespDecoder(LIMITS);
        List<List<String>> commands = new ArrayList<>();
        int at = 0;
        for (int next = decoder.next(bytes, at, bytes.length); next != RespDecoder.MORE;
                next = decoder.next(bytes, at, bytes.length)) {
            commands.add(words(decoder.args()));
            at = next;
        }
        return commands;
    }

    static List<String> words(Args args) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            words.add(args.text(i));
        }
        return words;
    }
}
