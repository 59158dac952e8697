package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How {@code socketley} starts the JVM. */
class LauncherTest extends ProgramSpec {
    /** The JVM ends with an error if its flags do not fit the cache of the training run, or there is none. */
    private static final String CACHE_REQUIRED = "SOCKETLEY_JAVA_OPTS=-XX:AOTMode=on ";

    @Test
    void anEngineStartsFromTheCacheOfItsTrainingRun() throws Exception {
        program.write("hi.lua", "print('hi')");
        Program.Outcome outcome = program.run(CACHE_REQUIRED + "socketley --lua hi.lua");
        assertEquals(new Program.Outcome("hi\n", "", 0), outcome);
    }

    @Test
    void aClientStartsFromTheCacheOfItsTrainingRun() throws Exception {
        Program.Outcome outcome = program.run(CACHE_REQUIRED + "socketley version");
        assertEquals(program.run("socketley version"), outcome);
        assertEquals(0, outcome.status(), outcome.err());
    }

    @Test
    void anotherCollectorIsStartedWithoutTheCaches() throws Exception {
        program.write("hi.lua", "print('hi')");
        Program.Outcome outcome =
            program.run("SOCKETLEY_JAVA_OPTS=-XX:+UseParallelGC socketley --lua hi.lua");
        assertEquals(new Program.Outcome("hi\n", "", 0), outcome);
    }
}
