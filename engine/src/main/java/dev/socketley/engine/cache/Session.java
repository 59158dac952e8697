package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.RespWriter;

/**
 * One connection's protocol: received bytes go in, replies are written to the writer that all
 * sessions of a cache share, in the order of the commands. While a command waits for a hook, no
 * further command of this session is begun.
 *
 * <p>Thread: the cache's home loop. Bounds: the limits of its decoder; it stops taking commands
 * when {@link Output#isFull} says so.
 */
abstract class Session extends Client implements Cache.Answer {
    /** Where a session's replies go. */
    interface Output {
        /** Sends what the writer holds and clears it. */
        void send(RespWriter out);

        /** Whether no more replies should be made for now. */
        boolean isFull();

        /** Whether one more command may run now; if so it is counted. */
        boolean admits();

        /** A waiting command has answered: go on with what was received. */
        void resume();

        /** The peer's address, or an empty string. */
        String address();
    }

    /**
     * The buffers that the sessions of a cache share.
     *
     * @param run   replies of the session whose received bytes are being run
     * @param aside what goes to any other session meanwhile; empty between two calls
     */
    record Buffers(RespWriter run, RespWriter aside) {
        Buffers() {
            this(new RespWriter(), new RespWriter());
        }
    }

    /** Replies of one read are handed on in portions of at least this much. */
    private static final int PORTION_BYTES = 64 << 10;

    final Cache cache;
    private final Buffers buffers;
    private final Output output;
    private boolean waiting;
    private boolean running;
    private boolean ended;

    Session(long id, Cache cache, Buffers buffers, Output output) {
        super(id);
        this.cache = cache;
        this.buffers = buffers;
        this.output = output;
    }

    /**
     * Runs the commands in received bytes as far as they are complete and nothing waits.
     *
     * @return where the first byte lies that has not been used
     */
    final int receive(byte[] bytes, int from, int to) {
        int at = from;
        RespWriter out = buffers.run();
        running = true;
        cache.begin();
        try {
            while (at < to && isReady()) {
                int next = next(bytes, at, to);
                if (next < 0) {
                    break;
                }
                at = next;
                if (out.length() >= PORTION_BYTES) {
                    output.send(out);
                }
            }
        } catch (ProtocolException e) {
            refuse(e.getMessage(), out);
            ended = true;
            at = to;
        }
        running = false;
        if (out.length() > 0) {
            output.send(out);
        }
        cache.end();
        return at;
    }

    private boolean isReady() {
        return !waiting && !isEnded() && !output.isFull();
    }

    /** Whether a command waits for a hook. */
    final boolean isWaiting() {
        return waiting;
    }

    /** Whether the connection is to be closed once everything is sent. */
    final boolean isEnded() {
        return ended || isQuitting();
    }

    /** Whether one more command may run now; if so it is counted. */
    final boolean admits() {
        return output.admits();
    }

    /** Finds and runs one command; answers where the next begins, or a negative number. */
    abstract int next(byte[] bytes, int from, int to) throws ProtocolException;

    /** Writes the reply of the command begun last. */
    abstract void write(Reply reply, RespWriter to);

    /** Writes what is wrong with the received bytes. */
    abstract void refuse(String reason, RespWriter to);

    /** Writes a published message. */
    abstract void write(byte[] pattern, byte[] channel, byte[] message, RespWriter to);

    /** Bytes that must be there from the present command's first on before anything can go on. */
    abstract int bytesNeeded();

    /** Writes a reply, or notes with null that it comes later. */
    final void answer(Reply reply) {
        if (reply == null) {
            waiting = true;
        } else {
            write(reply, buffers.run());
        }
    }

    @Override
    public final void reply(Reply reply) {
        waiting = false;
        write(reply, buffers.aside());
        output.send(buffers.aside());
        output.resume();
    }

    @Override
    protected final void push(byte[] pattern, byte[] channel, byte[] message) {
        if (running) {
            write(pattern, channel, message, buffers.run());
        } else {
            write(pattern, channel, message, buffers.aside());
            output.send(buffers.aside());
        }
    }

    @Override
    protected final boolean canSubscribe() {
        return true;
    }

    @Override
    protected final String address() {
        return output.address();
    }

    /** Forgets the subscriptions: the connection is gone. */
    final void closed() {
        ended = true;
        cache.context().channels().forget(this);
    }
}
