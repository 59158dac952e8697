package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Access;
import dev.socketley.engine.cache.command.AccessMode;
import dev.socketley.engine.cache.command.Channels;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.TextForm;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespWriter;
import dev.socketley.engine.protocol.text.TextDecoder;
import java.nio.charset.StandardCharsets;

/** A connection that speaks the line protocol: a command a line, replies in words. */
final class TextSession extends Session {
    private static final byte[] MESSAGE = "message ".getBytes(StandardCharsets.US_ASCII);

    private final TextDecoder decoder;
    /** The form of the command begun last, which words its reply. */
    private TextForm form;

    TextSession(long id, Cache cache, Buffers buffers, Output output, int lineBytesMax) {
        super(id, cache, buffers, output);
        decoder = new TextDecoder(lineBytesMax);
    }

    @Override
    int next(byte[] bytes, int from, int to) throws ProtocolException {
        int end = decoder.next(bytes, from, to);
        if (end != TextDecoder.MORE && !decoder.isEmpty()) {
            answer(run());
        }
        return end;
    }

    @Override
    int nextBusy(byte[] bytes, int from, int to) throws ProtocolException {
        int end = decoder.next(bytes, from, to);
        if (end != TextDecoder.MORE && !decoder.isEmpty()) {
            form = null;
            answer(Reply.error("failed: busy running a script"));
        }
        return end;
    }

    private Reply run() {
        form = null;
        if (!admits()) {
            return Reply.error("error: rate limited");
        }
        Command row = CommandTable.find(decoder.split(2));
        if (row == null || row.text() == null) {
            return Reply.error("failed: unknown command");
        }
        Args args = decoder.split(row.text().partsMax());
        if (args.count() <= row.text().required()) {
            return Reply.error("usage: " + row.text().usage());
        }
        if (!output().isTrusted() && cache.context().clients().refusal(row, this) != null) {
            return Reply.error("denied: password required");
        }
        AccessMode mode = cache.context().mode();
        boolean reads = mode == AccessMode.READONLY || !cache.context().gate().allows(Access.WRITE);
        if (!cache.context().gate().allows(row.access()) || row.text().write() && reads) {
            return Reply.error(reads
                ? "denied: readonly mode" : "denied: admin mode required");
        }
        String invalid = row.text().invalid(row, args);
        if (invalid != null) {
            return Reply.error("error: invalid " + invalid);
        }
        form = row.text();
        Reply closed = cache.closed(row);
        return closed != null ? closed : cache.execute(row, args, this, this);
    }

    @Override
    int bytesNeeded() {
        return 1;
    }

    @Override
    void write(Reply reply, RespWriter to) {
        if (form == null) {
            line(reply.line(), to);
        } else {
            TextReplies.write(form, reply, to);
        }
    }

    private static void line(String line, RespWriter to) {
        to.raw((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    void refuse(String reason, RespWriter to) {
        line("error: " + reason, to);
    }

    @Override
    void write(Channels.Source source, byte[] pattern, byte[] channel, byte[] message,
            RespWriter to) {
        to.raw(MESSAGE);
        to.raw(channel);
        to.raw(new byte[] {' '});
        to.raw(message);
        to.raw(new byte[] {'\n'});
    }

    @Override
    protected boolean isText() {
        return true;
    }
}
