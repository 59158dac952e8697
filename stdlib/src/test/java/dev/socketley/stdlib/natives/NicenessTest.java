package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NicenessTest {
    private static final int NICE_MOST = 19;

    /** What Linux says of the thread that asks. */
    private static int nice() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/thread-self/stat"))
            .replaceFirst(".*\\) ", "").split(" ");
        return Integer.parseInt(fields[16]);
    }

    @Test
    void aThreadOfADatabaseGoesBehindOthersAndNobodyElseDoes() throws Exception {
        int own = nice();
        try (ExecutorService threads = DbPool.threads(1)) {
            int theirs = threads.submit(NicenessTest::nice).get(60, TimeUnit.SECONDS);
            assertEquals(Math.min(own + 5, NICE_MOST), theirs);
        }
        assertEquals(own, nice());
    }
}
