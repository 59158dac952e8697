package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How {@code socketley} starts the JVM. */
class LauncherTest extends ProgramSpec {
    /** The JVM ends with an error if its flags do not fit the cache that it is given. */
    private static final String FITTING_CACHE =
        "SOCKETLEY_JAVA_OPTS='-XX:AOTMode=on -Xlog:aot:file=aot.log' ";

    private void usesCache(String name) throws IOException {
        String log = Files.readString(directory.resolve("aot.log"));
        assertTrue(log.contains("Opened AOT cache") && log.contains(name), log);
    }

    @Test
    void anEngineStartsFromTheCacheOfItsTrainingRun() throws Exception {
        program.write("hi.lua", "print(socketley and 'hi')");
        Program.Outcome outcome = program.run(FITTING_CACHE + "socketley --lua hi.lua");
        assertEquals(new Program.Outcome("hi\n", "", 0), outcome);
        usesCache("engine.aot");
    }

    @Test
    void aScriptThatIsNoMoreThanAProgramStartsFromACacheOfItsOwn() throws Exception {
        program.write("hi", "print('hi ' .. ...)");
        Program.Outcome outcome =
            program.run(FITTING_CACHE + "socketley --lua --hook-ms-max 900 hi daemon");
        assertEquals(new Program.Outcome("hi daemon\n", "", 0), outcome);
        usesCache("script.aot");
    }

    @Test
    void aRuntimeThatTheWordsOfItsScriptDoNotShowRunsAsAnyOther() throws Exception {
        program.write("hidden.lua", "local s = _G['sock' .. 'etley']",
            "s.server('hidden', { port = 0, ephemeral = true })");
        program.engine("env " + FITTING_CACHE + "socketley --lua hidden.lua");
        usesCache("script.aot");
        assertTrue(program.port("hidden") > 0);
    }

    @Test
    void aClientStartsFromTheCacheOfItsTrainingRun() throws Exception {
        Program.Outcome outcome = program.run(FITTING_CACHE + "socketley version");
        assertEquals(program.run("socketley version"), outcome);
        assertEquals(0, outcome.status(), outcome.err());
        usesCache("client.aot");
    }

    @Test
    void onlyAScriptThatMayMakeARuntimeHasAllOfTheHeapFromTheBeginning() throws Exception {
        program.write("plain.lua", "print('hi')");
        program.write("server.lua", "local s = socketley print(s and 'hi')");
        program.write("parts.lua", "require 'server'");
        String command = "SOCKETLEY_JAVA_OPTS=-XX:+PrintFlagsFinal socketley --lua ";
        long whole = initialHeap(program.run(command + "server.lua plain.lua"));
        assertTrue(initialHeap(program.run(command + "plain.lua server.lua")) < whole / 2);
        assertEquals(whole, initialHeap(program.run(command + "parts.lua")));
        assertEquals(whole, initialHeap(program.run(command + "- < plain.lua")));
    }

    private static long initialHeap(Program.Outcome outcome) {
        Matcher m = Pattern.compile("InitialHeapSize\\s+= (\\d+)").matcher(outcome.out());
        assertTrue(m.find() && outcome.out().endsWith("hi\n"), outcome::toString);
        return Long.parseLong(m.group(1));
    }

    @Test
    void anotherCollectorIsStartedWithoutTheCaches() throws Exception {
        program.write("hi.lua", "print('hi')");
        Program.Outcome outcome =
            program.run("SOCKETLEY_JAVA_OPTS=-XX:+UseParallelGC socketley --lua hi.lua");
        assertEquals(new Program.Outcome("hi\n", "", 0), outcome);
    }
}
