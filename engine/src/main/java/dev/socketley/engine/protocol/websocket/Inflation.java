package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;

/**
 * What a peer compresses. A connection keeps a stream of its own only if the peer's messages refer
 * to earlier ones; otherwise it has one of the thread's while a message arrives.
 */
final class Inflation implements AutoCloseable {
    private static final int SPARE_MAX = 4;
    private static final FastThreadLocal<ArrayDeque<InflateStream>> SPARE =
        new FastThreadLocal<>() {
            @Override
            protected ArrayDeque<InflateStream> initialValue() {
                return new ArrayDeque<>(SPARE_MAX);
            }
        };
    private static final FastThreadLocal<byte[]> PIECE = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[Zlib.Scratch.BYTES];
        }
    };

    private final DeflateTerms terms;
    private InflateStream stream;

    Inflation(DeflateTerms terms) {
        this.terms = terms;
    }

    /** Takes {@code n} masked bytes. */
    void inflate(ByteBuf input, int n, int key, MessageBuffer to) throws ProtocolException {
        byte[] piece = PIECE.get();
        int at = 0;
        while (at < n) {
            int some = Math.min(n - at, piece.length);
            input.readBytes(piece, 0, some);
            Mask.apply(Mask.after(key, at), piece, 0, some);
            stream().inflate(piece, some, to);
            at += some;
        }
    }

    void finish(MessageBuffer to) throws ProtocolException {
        stream().finish(to);
        if (!terms.peerTakeover()) {
            giveBack();
        }
    }

    private InflateStream stream() {
        if (stream == null) {
            stream = terms.peerTakeover() ? null : SPARE.get().poll();
            if (stream == null) {
                stream = new InflateStream(
                    terms.peerTakeover() ? terms.peerBits() : DeflateTerms.BITS_MAX);
            }
        }
        return stream;
    }

    private void giveBack() {
        if (SPARE.get().size() < SPARE_MAX) {
            stream.reset();
            SPARE.get().add(stream);
        } else {
            stream.close();
        }
        stream = null;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
