package dev.socketley.engine.http;

import dev.socketley.engine.log.Log;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Sends parts of a file that is not in memory: by the kernel where the socket can take it from the
 * file, else read on a virtual thread, no faster than the client takes it.
 *
 * <p><b>Thread:</b> its exchange's loop. <b>Owns:</b> the open file.
 */
final class FileSender {
    private static final int BLOCK_BYTES = 128 << 10;

    private final HttpExchange exchange;
    private final FileAnswer answer;
    private final FileChannel file;
    private final Consumer<Boolean> done;

    private FileSender(HttpExchange exchange, FileAnswer answer, FileChannel file,
            Consumer<Boolean> done) {
        this.exchange = exchange;
        this.answer = answer;
        this.file = file;
        this.done = done;
    }

    /** @param done hears true once the answer has been sent, false if the file is gone */
    static void open(HttpExchange exchange, FileAnswer answer, Consumer<Boolean> done) {
        Thread.startVirtualThread(() -> {
            try {
                FileChannel file = FileChannel.open(answer.file());
                exchange.run(() -> new FileSender(exchange, answer, file, done).begin());
            } catch (IOException e) {
                exchange.run(() -> done.accept(false));
            }
        });
    }

    private void begin() {
        exchange.begin(answer.head());
        next(answer.parts().iterator());
    }

    private void next(Iterator<FileAnswer.Part> parts) {
        if (exchange.isGone() || !parts.hasNext()) {
            finish(true);
            return;
        }
        FileAnswer.Part part = parts.next();
        if (part.before().length > 0) {
            exchange.sendRaw(Unpooled.wrappedBuffer(part.before()));
        }
        if (part.length() == 0) {
            next(parts);
        } else if (!exchange.sendFile(file, part.from(), part.length(),
                ok -> exchange.run(() -> after(ok, parts)))) {
            Thread.startVirtualThread(() -> {
                boolean ok = pump(part.from(), part.length());
                exchange.run(() -> after(ok, parts));
            });
        }
    }

    private void after(boolean ok, Iterator<FileAnswer.Part> parts) {
        if (ok) {
            next(parts);
        } else {
            finish(false);
        }
    }

    private boolean pump(long from, long length) {
        long at = from;
        long end = from + length;
        try {
            while (at < end) {
                int n = (int) Math.min(BLOCK_BYTES, end - at);
                ByteBuf block = PooledByteBufAllocator.DEFAULT.directBuffer(n);
                if (!read(block, at, n)) {
                    block.release();
                    return false;
                }
                if (!exchange.push(block)) {
                    return false;
                }
                at += n;
            }
            return true;
        } catch (IOException e) {
            Log.warn("file_failed", "path", answer.file(), "cause", e);
            return false;
        }
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
        Thread.startVirtualThread(() -> {
            try {
                file.close();
            } catch (IOException e) {
                Log.warn("file_failed", "path", answer.file(), "cause", e);
            }
        });
        exchange.sent(well, done);
    }
}
