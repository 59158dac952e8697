package dev.socketley.lua;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * An input that several may wait for, one after the other: whoever is interrupted has taken nothing of
 * what comes later. <b>Thread:</b> any; one daemon thread reads, and only while somebody waits.
 */
final class SharedInput extends InputStream {
    private static final int BUFFER = 65536;

    private final InputStream source;
    private byte[] bytes;
    private int position;
    private int limit;
    private boolean reading;
    private boolean atEnd;
    private IOException failure;

    SharedInput(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int count) throws IOException {
        while (position == limit && !atEnd && failure == null) {
            if (!reading) {
                reading = true;
                Thread.ofPlatform().daemon().name("lua-stdin").start(this::fill);
            }
            try {
                wait();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
        if (position == limit) {
            IOException why = failure;
            // A terminal may go on after its end.
            atEnd = false;
            failure = null;
            if (why != null) {
                throw why;
            }
            return -1;
        }
        int n = Math.min(count, limit - position);
        System.arraycopy(bytes, position, into, offset, n);
        position += n;
        return n;
    }

    private void fill() {
        byte[] taken = new byte[BUFFER];
        int got = 0;
        IOException why = null;
        try {
            got = source.read(taken);
        } catch (IOException e) {
            why = e;
        }
        synchronized (this) {
            bytes = taken;
            position = 0;
            limit = Math.max(0, got);
            atEnd = got < 0;
            failure = why;
            reading = false;
            notifyAll();
        }
    }
}
