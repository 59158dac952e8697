package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Channels;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Replication;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.util.Arrays;
import java.util.List;

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
        /** Whether every command has to be asked about with {@link #admits}. */
        boolean isLimited();

        /** Whether commands need no password. */
        default boolean isTrusted() {
            return false;
        }

        /** Counts commands that were not asked about. */
        void admitted(int commands);

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

        /** The address that the peer connected to, or an empty string. */
        String localAddress();

        /** Bytes that wait to be sent. */
        long queuedBytes();

        /** Sends followers' records on the connection from now on, behind the reply; false if it cannot. */
        default boolean follow(Followers owner, Replication.Place from) {
            return false;
        }

        /** Closes the connection, after what is queued unless at once. */
        void close(boolean atOnce);
    }

    /**
     * The buffers that the sessions of a cache share.
     *
     * @param run   replies of the session whose received bytes are being run
     * @param aside what goes to any other session meanwhile; empty between two calls
     * @param batch commands of the session whose received bytes are being run
     */
    record Buffers(RespWriter run, RespWriter aside, Batch batch) {
        Buffers() {
            this(new RespWriter(), new RespWriter(), new Batch());
        }
    }

    /** Replies of one read are handed on in portions of at least this much. */
    private static final int PORTION_BYTES = 64 << 10;

    private static final int[] NO_MARKS = {};

    final Cache cache;
    private final Buffers buffers;
    private final Output output;
    private boolean waiting;
    private boolean running;
    private boolean ended;
    /** Where replies to commands that changed something begin and end in what is not sent yet. */
    private int[] marks = new int[0];
    private int marked;

    Session(long id, Cache cache, Buffers buffers, Output output) {
        super(id);
        this.cache = cache;
        this.buffers = buffers;
        this.output = output;
        cache.context().opened(this);
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
                long noted = cache.noted();
                int begins = out.length();
                int next = cache.isScripting() ? nextBusy(bytes, at, to) : next(bytes, at, to);
                if (next < 0) {
                    break;
                }
                at = next;
                if (cache.noted() != noted) {
                    mark(begins, out.length());
                }
                if (isPortion()) {
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

    private void mark(int begins, int ends) {
        if (marked + 2 > marks.length) {
            marks = Arrays.copyOf(marks, Math.max(16, 2 * marks.length));
        }
        marks[marked++] = begins;
        marks[marked++] = ends;
    }

    /**
     * Where replies to commands that changed something begin and end, in turn, in what is being
     * sent; asked once for each time something is sent.
     */
    final int[] takeMarks() {
        int[] taken = marked == 0 ? NO_MARKS : Arrays.copyOf(marks, marked);
        marked = 0;
        return taken;
    }

    /** What was to be sent, with another reply in place of each that is marked. */
    final byte[] replaced(byte[] sent, int[] where, Reply instead) {
        RespWriter to = new RespWriter();
        int at = 0;
        for (int i = 0; i < where.length; i += 2) {
            to.raw(Arrays.copyOfRange(sent, at, where[i]));
            write(instead, to);
            at = where[i + 1];
        }
        to.raw(Arrays.copyOfRange(sent, at, sent.length));
        return Arrays.copyOf(to.bytes(), to.length());
    }

    final boolean isReady() {
        return !waiting && !isEnded() && !output.isFull();
    }

    /** Whether a command waits for a hook or a key. */
    final boolean isWaiting() {
        return waiting;
    }

    /** Whether it is there to be told of what others do. */
    final boolean listens() {
        return isSubscribed() || cache.context().monitors().has(this);
    }

    /** Whether a command waits for a key. */
    final boolean isBlocked() {
        return cache.blocking().isBlocked(id());
    }

    /** Whether the connection is to be closed once everything is sent. */
    final boolean isEnded() {
        return ended || isQuitting();
    }

    /** Whether one more command may run now; if so it is counted. */
    final boolean admits() {
        return output.admits();
    }

    final Output output() {
        return output;
    }

    final Buffers buffers() {
        return buffers;
    }

    /** Whether there are enough replies to hand them on. */
    final boolean isPortion() {
        return buffers.run().length() >= PORTION_BYTES;
    }

    /** Finds and runs one command; answers where the next begins, or a negative number. */
    abstract int next(byte[] bytes, int from, int to) throws ProtocolException;

    /** As {@link #next}, while a script takes too long. */
    abstract int nextBusy(byte[] bytes, int from, int to) throws ProtocolException;

    /** Writes the reply of the command begun last. */
    abstract void write(Reply reply, RespWriter to);

    /** Writes what is wrong with the received bytes. */
    abstract void refuse(String reason, RespWriter to);

    /** Writes a published message. */
    abstract void write(Channels.Source source, byte[] pattern, byte[] channel, byte[] message,
        RespWriter to);

    /** Bytes that must be there from the present command's first on before anything can go on. */
    abstract int bytesNeeded();

    /** Writes a reply, or notes with null that it comes later. */
    final void answer(Reply reply) {
        if (reply == null) {
            waiting = true;
        } else {
            if (info().wantsReply()) {
                write(reply, buffers.run());
            }
        }
    }

    @Override
    public final void reply(Reply reply) {
        replies(List.of(reply));
    }

    /** Takes the replies of commands that had to wait. */
    final void replies(List<Reply> replies) {
        waiting = false;
        if (!ended && info().wantsReply()) {
            RespWriter out = buffers.aside();
            for (Reply each : replies) {
                int begins = out.length();
                write(each, out);
                if (!each.isError()) {
                    mark(begins, out.length());
                }
            }
            output.send(out);
        }
        output.resume();
    }

    @Override
    protected final void push(
            Channels.Source source, byte[] pattern, byte[] channel, byte[] message) {
        if (running) {
            write(source, pattern, channel, message, buffers.run());
        } else {
            write(source, pattern, channel, message, buffers.aside());
            output.send(buffers.aside());
        }
    }

    @Override
    protected final void tell(Reply line) {
        RespWriter to = running ? buffers.run() : buffers.aside();
        write(line, to);
        if (!running) {
            output.send(to);
        }
    }

    @Override
    protected final boolean isConnection() {
        return true;
    }

    @Override
    protected final void close(boolean now) {
        ended = true;
        output.close(now);
    }

    @Override
    protected final boolean canSubscribe() {
        return true;
    }

    @Override
    protected final String address() {
        return output.address();
    }

    @Override
    protected final String localAddress() {
        return output.localAddress();
    }

    @Override
    protected final long queuedBytes() {
        return output.queuedBytes();
    }

    /** Forgets the subscriptions: the connection is gone. */
    final void closed() {
        ended = true;
        cache.context().closed(this);
        cache.blocking().forget(this);
    }
}
