package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.TextForm;
import dev.socketley.engine.protocol.resp.RespWriter;
import java.nio.charset.StandardCharsets;

/** The words of the line protocol for a command's reply. */
final class TextReplies {
    private static final byte[] OK = ascii("ok\n");
    private static final byte[] EXISTS = ascii("exists\n");
    private static final byte[] NIL = ascii("nil\n");
    private static final byte[] END = ascii("end\n");
    private static final byte[] SPACE = ascii(" ");
    private static final byte[] LINE_END = ascii("\n");

    private TextReplies() {
    }

    static void write(TextForm form, Reply reply, RespWriter to) {
        if (reply.isError()) {
            to.raw(ascii(error(form, reply.line()) + "\n"));
        } else if (form.shape() == TextForm.Shape.OK) {
            to.raw(OK);
        } else if (form.shape() == TextForm.Shape.OK_OR_NIL) {
            to.raw(reply.integer() > 0 ? OK : NIL);
        } else if (form.shape() == TextForm.Shape.OK_OR_EXISTS) {
            to.raw(reply.integer() > 0 ? OK : EXISTS);
        } else {
            plain(reply, to);
            if (isLines(reply.kind())) {
                to.raw(END);
            }
        }
    }

    private static boolean isLines(Reply.Kind kind) {
        return kind == Reply.Kind.ARRAY || kind == Reply.Kind.SET || kind == Reply.Kind.MAP
            || kind == Reply.Kind.PAIRS;
    }

    private static void plain(Reply reply, RespWriter to) {
        switch (reply.kind()) {
            case BULK, DOUBLE, TEXT -> {
                to.raw(reply.bytes());
                to.raw(LINE_END);
            }
            case STATUS -> to.raw(reply == Reply.OK ? OK : ascii(reply.line() + "\n"));
            case INTEGER, BOOLEAN -> to.raw(ascii(reply.integer() + "\n"));
            case NIL, NIL_ARRAY -> to.raw(NIL);
            case ARRAY, PAIRS, SET, PUSH, SEQUENCE ->
                reply.items().forEach(item -> plain(item, to));
            case MAP -> {
                for (int i = 0; i + 1 < reply.items().size(); i += 2) {
                    to.raw(reply.items().get(i).bytes());
                    to.raw(SPACE);
                    plain(reply.items().get(i + 1), to);
                }
            }
            case ERROR -> to.raw(ascii(reply.line() + "\n"));
            case NONE -> { }
        }
    }

    private static String error(TextForm form, String line) {
        if (line.startsWith("FAILED ")) {
            return "failed: " + line.substring("FAILED ".length());
        }
        if (line.startsWith("WRONGTYPE")) {
            return "error: type conflict";
        }
        if (line.startsWith("ERR value is not an integer")) {
            return "error: not an integer";
        }
        if (form.invalid() != null && line.startsWith("ERR invalid expire time")) {
            return "error: invalid " + form.invalid();
        }
        return "error: " + line.substring(line.indexOf(' ') + 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
