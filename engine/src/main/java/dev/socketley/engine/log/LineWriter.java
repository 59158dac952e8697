package dev.socketley.engine.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lines on their way to a file or a terminal, written by a thread of their own: no loop waits for a
 * disk, or for somebody who has stopped his terminal.
 *
 * <p><b>Thread:</b> any. <b>Owns:</b> the stream, if it is told to. <b>Bounds:</b> so many bytes
 * wait; further lines are dropped, and the log says how many.
 */
final class LineWriter {
    private static final byte[] NOTHING = {};

    private final Place place;
    private final OutputStream out;
    private final int bytesMax;
    private byte[] waiting = NOTHING;
    private int length;
    private long dropped;
    private boolean writing;
    /** Whether the last batch could not be written; of the writing thread. */
    private boolean failing;
    private CompletableFuture<Void> closing;

    /** Whose lines they are and where they go, for the log. */
    record Place(String runtime, String option, String name) {}

    LineWriter(Place place, OutputStream out, int bytesMax) {
        this.place = place;
        this.out = out;
        this.bytesMax = bytesMax;
    }

    /** @param line to which a line end is added; not retained */
    synchronized void write(byte[] line) {
        if (closing != null) {
            return;
        }
        if (length + (long) line.length >= bytesMax) {
            dropped++;
            return;
        }
        int end = length + line.length + 1;
        if (end > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, end));
        }
        System.arraycopy(line, 0, waiting, length, line.length);
        waiting[end - 1] = '\n';
        length = end;
        if (!writing) {
            writing = true;
            Thread.ofVirtual().name("lines-" + place.name()).start(this::run);
        }
    }

    private void run() {
        for (byte[] batch = next(); batch.length > 0; batch = next()) {
            try {
                out.write(batch);
                out.flush();
                tell(null);
            } catch (IOException e) {
                tell(e);
            }
        }
    }

    /** What waits, or nothing: then the next line begins anew. */
    private byte[] next() {
        byte[] batch;
        long lost;
        synchronized (this) {
            batch = length == waiting.length ? waiting : Arrays.copyOf(waiting, length);
            waiting = NOTHING;
            length = 0;
            lost = dropped;
            dropped = 0;
            if (batch.length == 0) {
                writing = false;
                end();
            }
        }
        if (lost > 0) {
            Log.warn("lines_dropped", "runtime", place.runtime(), "option", place.option(),
                "place", place.name(), "lines", lost, "bytes-max", bytesMax);
        }
        return batch;
    }

    /** Says once that lines are lost, and once that they are not any more: disks are cleared. */
    private void tell(IOException cause) {
        if (failing == (cause != null)) {
            return;
        }
        failing = cause != null;
        if (failing) {
            Log.error("lines_lost", "runtime", place.runtime(), "option", place.option(),
                "place", place.name(), "cause", cause.getMessage());
        } else {
            Log.info("lines_written_again", "runtime", place.runtime(), "option", place.option(),
                "place", place.name());
        }
    }

    private void end() {
        if (closing != null) {
            closing.complete(null);
        }
    }

    /** Takes no more lines; done when those that wait have been written, or cannot be. */
    synchronized CompletionStage<Void> close() {
        if (closing == null) {
            closing = new CompletableFuture<>();
            if (!writing) {
                end();
            }
        }
        return closing;
    }
}
