package dev.socketley.engine.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LineWriterTest {
    /** As a disk that is full, twice, and then is cleared. */
    private static final class Full extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch refused = new CountDownLatch(2);

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (refused.getCount() > 0) {
                refused.countDown();
                throw new IOException("No space left on device");
            }
            kept.write(bytes, offset, length);
        }
    }

    private static byte[] line(String text) {
        return text.getBytes();
    }

    @Test
    void aDiskThatWasFullIsWrittenToAgain() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Runnable unlisten = Log.listen(event -> log.add(event.text()));
        Full disk = new Full();
        LineWriter writer = new LineWriter(new LineWriter.Place("full-disk", "write", "f"), disk, 4096);
        try {
            while (disk.refused.getCount() > 0) {
                writer.write(line("lost"));
                disk.refused.await(1, TimeUnit.MILLISECONDS);
            }
            writer.write(line("last"));
            writer.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } finally {
            unlisten.run();
        }
        assertTrue(disk.kept.toString().endsWith("last\n"), disk.kept::toString);
        assertEquals(List.of("lines_lost", "lines_written_again"),
            log.stream().filter(event -> event.contains("runtime=full-disk"))
                .map(event -> event.split(" ")[0]).toList());
    }
}
