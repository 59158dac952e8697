package dev.socketley.engine.http;

import dev.socketley.engine.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Sends parts of a file that is not in memory, a block at a time and no faster than the client
 * takes it. The kernel takes a block from where the file is mapped, if nothing else has to see it
 * and its bytes need not be fetched from a disk; others are read on a virtual thread.
 *
 * <p><b>Thread:</b> its exchange's loop. <b>Owns:</b> the open file, if one had to be opened.
 */
final class FileSender {
    private static final int BLOCK_BYTES = 256 << 10;

    private final HttpExchange exchange;
    private final FileAnswer answer;
    private final Consumer<Boolean> done;
    private final Iterator<FileAnswer.Part> parts;
    private FileChannel file;

    private FileSender(HttpExchange exchange, FileAnswer answer, Consumer<Boolean> done) {
        this.exchange = exchange;
        this.answer = answer;
        this.done = done;
        this.parts = answer.parts().iterator();
    }

    /** @param done hears true once the answer has been sent, false if the file is gone */
    static void open(HttpExchange exchange, FileAnswer answer, Consumer<Boolean> done) {
        FileSender sender = new FileSender(exchange, answer, done);
        if (answer.file().mapped() != null) {
            sender.begin();
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                sender.file = FileChannel.open(answer.file().path());
                exchange.run(sender::begin);
            } catch (IOException e) {
                exchange.run(() -> done.accept(false));
            }
        });
    }

    private void begin() {
        exchange.begin(answer.head());
        next();
    }

    private void next() {
        if (exchange.isGone() || !parts.hasNext()) {
            finish(true);
            return;
        }
        FileAnswer.Part part = parts.next();
        if (part.before().length > 0) {
            exchange.sendRaw(Unpooled.wrappedBuffer(part.before()));
        }
        block(part.from(), part.from() + part.length());
    }

    /** Sends the rest of a part from its next block on. */
    private void block(long from, long end) {
        if (from == end) {
            next();
            return;
        }
        long after = Math.min(end, from + BLOCK_BYTES);
        Consumer<Boolean> then = ok -> {
            if (ok) {
                block(after, end);
            } else {
                finish(false);
            }
        };
        if (!isSentMapped(from, after - from, then)) {
            Thread.startVirtualThread(() -> {
                boolean ok = pump(from, (int) (after - from));
                exchange.run(() -> then.accept(ok));
            });
        }
    }

    private boolean isSentMapped(long from, long length, Consumer<Boolean> then) {
        MemorySegment mapped = answer.file().mapped();
        if (mapped == null) {
            return false;
        }
        MemorySegment block = mapped.asSlice(from, length);
        return block.isLoaded() && exchange.sendStatic(block.asByteBuffer(), then);
    }

    private boolean pump(long from, int n) {
        ByteBuf block = PooledByteBufAllocator.DEFAULT.directBuffer(n);
        try {
            if (file == null) {
                file = FileChannel.open(answer.file().path());
            }
            if (read(block, from, n)) {
                return exchange.push(block.retain());
            }
        } catch (IOException e) {
            Log.warn("file_failed", "path", answer.file().path(), "cause", e);
        } finally {
            block.release();
        }
        return false;
    }

    private boolean read(ByteBuf block, long from, int n) throws IOException {
        ByteBuffer to = block.nioBuffer(0, n);
        while (to.hasRemaining()) {
            if (file.read(to, from + to.position()) < 0) {
                return false;
            }
        }
        block.writerIndex(n);
        return true;
    }

    private void finish(boolean well) {
        if (file != null) {
            Thread.startVirtualThread(this::close);
        }
        exchange.sent(well, done);
    }

    private void close() {
        try {
            file.close();
        } catch (IOException e) {
            Log.warn("file_failed", "path", answer.file().path(), "cause", e);
        }
    }
}
